import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SERVICE_IDS } from '../../src/core/connect/profile/systems.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import type { Benchmark, Reading } from '../benchmark.ts';
import { writeMonth } from '../stage/month-record.ts';

const PODS = 1000;
const LIMIT_MS = 100;

/** What the facts of a moment cost without an index that is made for it. */
const SCAN = `
  SELECT facet_id, value, max(observed_at) FROM fact NOT INDEXED WHERE observed_at <= ? GROUP BY facet_id`;

/** Any moment of a month: nineteen systems every 15 s, and tables with their churn. */
export const asOf: Benchmark = {
  name: 'as-of',
  figures: [
    {
      title: 'whole board as of a moment, 30-day store',
      unit: 'ms',
      statistic: 'p95',
      limit: LIMIT_MS,
      peers: ['its facts alone by a plain scan (GROUP BY)'],
    },
    {
      title: `table of ${PODS} pods as of a moment, same store`,
      unit: 'ms',
      statistic: 'p95',
      limit: LIMIT_MS,
      peers: ['JSON.parse of the same rows, a floor'],
    },
  ],
  rounds: 25,
  warmUps: 2,
  needs: [],
  uses: 'nothing',
  async prepare(stage) {
    const directory = await stage.folder();
    const { from, to } = await writeMonth(directory, Date.now(), PODS);
    const center = await openControlCenter({
      profile: {
        name: 'bench',
        environment: 'staging',
        services: Object.fromEntries(SERVICE_IDS.map((id) => [id, { url: 'http://127.0.0.1:1' }])),
      },
      dataDirectory: directory,
      clock: systemClock(),
      log: silentLog,
      redactor: createRedactor(),
      env: {},
    });
    stage.defer(() => center.close());
    const plain = new Database(join(directory, 'control-center.db'), { readonly: true });
    stage.defer(async () => {
      plain.close();
    });
    const scan = plain.prepare<[number]>(SCAN);

    let turn = 0;
    return async () => {
      // Moments all over the month, the same in every run.
      turn += 1;
      const at = Math.round(from + ((turn * 0.618034) % 1) * (to - from));
      const board: Reading = await beside(
        async () => {
          const { value } = await center.health.frames(undefined, at).next();
          if (value?.tiles.length !== 19 || value.services.total !== 18)
            throw new Error('The board is not whole.');
        },
        () => {
          if (scan.all(at).length < 133) throw new Error('The scan found too few facets.');
        },
      );
      const options = { context: null, namespaces: 'all', at } as const;
      const text = JSON.stringify((await center.cluster.past.table('pods', options)).rows);
      const table: Reading = await beside(
        async () => {
          const { rows } = await center.cluster.past.table('pods', options);
          if (rows.length !== PODS) throw new Error(`Read ${rows.length} of ${PODS} pods.`);
        },
        () => {
          JSON.parse(text);
        },
      );
      return [board, table];
    };
  },
};

async function beside(ours: () => Promise<void>, peer: () => void): Promise<Reading> {
  const started = performance.now();
  await ours();
  const between = performance.now();
  peer();
  return { ours: between - started, peers: [performance.now() - between] };
}
