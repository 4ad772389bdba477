import type { Assessment, Item } from '../../src/core/compliance/assessment.ts';
import { partOf, scoreOf, verdictOf } from '../../src/core/compliance/judge.ts';
import { PARTS, targetOf } from '../../src/core/compliance/parts.ts';
import { recordTrend } from '../../src/core/compliance/trend.ts';
import { DEFAULT_THRESHOLDS } from '../../src/core/connect/profile/thresholds.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock, toIso } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { openStore } from '../../src/core/store/index.ts';
import { startInflux } from '../../test/servers/influx.ts';
import type { Benchmark } from '../benchmark.ts';
import { inTurn } from '../benchmark.ts';

const HOUR_MS = 3_600_000;
const DAYS = 365;
const COMPONENTS = 200;
const THRESHOLDS = new Map(DEFAULT_THRESHOLDS.map((it) => [it.id, it]));
const LINES_AT_ONCE = 10_000;

/** A year of a validation an hour, as the panel's trend draws it: the score and its five parts, with their targets. */
export const complianceYear: Benchmark = {
  name: 'compliance-year',
  figures: [
    {
      title: `the score and its parts over ${DAYS} days, a validation an hour, in days, as JSON`,
      unit: 'ms',
      limit: 100,
      peers: ['InfluxDB: SELECT min, max, mean of the same series GROUP BY time(1d)'],
    },
    {
      title: `one of ${COMPONENTS} components over ${DAYS} days, with the names of all, as JSON`,
      unit: 'ms',
      limit: 100,
      peers: [],
    },
  ],
  rounds: 15,
  warmUps: 2,
  needs: ['influx'],
  uses: 'nothing',
  async prepare(stage) {
    const clock = systemClock();
    const to = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
    const from = to - DAYS * 24 * HOUR_MS;
    const folder = await stage.folder();
    const store = openStore(folder, 60_000);
    const influx = await startInflux();
    stage.defer(() => influx.close());
    await influx.query('CREATE DATABASE bench');

    let lines: string[] = [];
    for (let at = from, hour = 0; at <= to; at += HOUR_MS, hour += 1) {
      const found = validationAt(at, hour, at === to ? COMPONENTS : 1);
      recordTrend({ samples: store.samples, records: store.compliance }, found, at);
      store.compliance.items.add(at, 'hash', componentsAt(hour));
      const { id, mode, verdict, score } = found;
      store.compliance.insert(
        { id, checkedAt: at, mode, verdict, score: score.value },
        JSON.stringify(found),
      );
      lines.push(`score,part=all value=${score.value},most=${score.atMost} ${at / 1000}`);
      for (const part of found.parts) {
        lines.push(`score,part=${part.id} value=${part.value},most=${part.atMost} ${at / 1000}`);
      }
      if (lines.length < LINES_AT_ONCE && at < to) continue;
      await influx.write('bench', lines.join('\n'));
      lines = [];
    }
    // What is old is rolled up, as it would be.
    await store.keepWithinLimits(to);

    store.close();
    const center = await openControlCenter({
      profile: { name: 'bench', environment: 'staging' },
      dataDirectory: folder,
      clock,
      log: silentLog,
      redactor: createRedactor(),
      env: {},
    });
    stage.defer(() => center.close());
    const select =
      'SELECT min(value), max(value), mean(value), min(most), max(most), mean(most) FROM score ' +
      `WHERE time >= ${from / 1000}s AND time <= ${to / 1000}s GROUP BY part, time(1d)`;
    const round = inTurn(
      () =>
        timed(async () => {
          const sheet = center.compliance.course({ rangeMs: DAYS * 24 * HOUR_MS, buckets: DAYS, at: to });
          const drawn = sheet.items.flatMap(({ curves }) =>
            curves[0]?.buckets.filter(([, , mean]) => mean !== null),
          );
          if (drawn.length < 6 * (DAYS - 1)) throw new Error(`Only ${drawn.length} days are drawn.`);
          return JSON.stringify(sheet);
        }),
      () => timed(async () => JSON.stringify(await influx.query(select, 'bench'))),
    );
    const ofItem = () =>
      timed(async () => {
        const of = { part: 'hash', item: 'component-7' } as const;
        const sheet = center.compliance.itemCourse(of, {
          rangeMs: DAYS * 24 * HOUR_MS,
          buckets: DAYS,
          at: to,
        });
        if (sheet.items.length < COMPONENTS) throw new Error(`Only ${sheet.items.length} are named.`);
        return JSON.stringify(sheet);
      });
    return async () => [await round(), { ours: await ofItem(), peers: [] }];
  },
};

/** Each is wrong for three hours of every few weeks, and not all at once. */
function componentsAt(hour: number) {
  return Array.from({ length: COMPONENTS }, (_, index) => {
    const counts = (hour + index * 37) % 500 < 3 ? 0 : 1;
    return { id: `component-${index}`, title: `Component ${index}`, low: counts, high: counts };
  });
}

/** Mostly fine, and now and then not. */
function validationAt(at: number, hour: number, components: number): Assessment {
  const fails = hour % 500 < 3;
  const parts = PARTS.map((info, place) => {
    const items = Array.from({ length: components }, (_, index): Item => {
      const counts = fails && index === 0 ? 0 : 1 - ((hour * 31 + place * 7) % 20) / 1000;
      const evidence = {
        ...{
          source: 'http-header',
          expected: 'cdd01ef066bc6cf2',
          observed: 'cdd01ef066bc6cf2',
          value: counts,
        },
        ...{ count: 1, observedAt: toIso(at), says: 'shows cdd01ef066bc6cf2', changedBy: null },
      };
      const evidences = [evidence, evidence, evidence, evidence, evidence];
      return {
        id: `c${index}`,
        title: `c${index}`,
        weight: 1,
        value: counts,
        counts,
        says: null,
        evidence: evidences,
      };
    });
    return partOf(info, targetOf(info, THRESHOLDS), items);
  });
  return {
    ...{
      id: `validation-${hour}`,
      mode: 'production',
      checkedAt: toIso(at),
      since: toIso(at - 720 * HOUR_MS),
    },
    ...{ expectedHash: 'cdd01ef066bc6cf2', verdict: verdictOf(parts), score: scoreOf(parts, 0.95), parts },
  };
}

async function timed(work: () => Promise<string>): Promise<number> {
  const started = performance.now();
  const text = await work();
  if (text.length < 10_000) throw new Error(`Too short an answer: ${text.slice(0, 200)}`);
  return performance.now() - started;
}
