import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { filesOf } from '../../observe/log-files/files.ts';
import { LONGEST_LINE_BYTES } from '../../observe/log-files/line-cutter.ts';
import { openStore } from '../../store/index.ts';
import { createLogLooks } from './from-logs.ts';
import { createViolations } from './index.ts';
import { newestLines } from './log-search.ts';
import { type LargeLog, LOG_KINDS, type LogKind, writeLargeLog } from './testing/large-log.ts';

const BYTES = 10_000_000;
const NOW = Date.parse('2026-11-26T09:00:00Z');
const MINUTE = 60_000;
const MOST_KINDS = 500;

let folder: TemporaryFolder;
const written = new Map<LogKind, LargeLog>();
const pathOf = (kind: LogKind) => join(folder.path, `compliance_${kind}.log`);
const logOf = (kind: LogKind): LargeLog => written.get(kind) ?? { lines: 0, violations: 0, bytes: 0 };

beforeAll(async () => {
  folder = await temporaryFolder('large-log');
  for (const kind of LOG_KINDS) {
    const startsAt = NOW - 100 * MINUTE;
    written.set(kind, await writeLargeLog(pathOf(kind), { kind, bytes: BYTES, startsAt, msPerLine: 10 }));
  }
});
afterAll(() => folder.remove());

const clock = manualClock(NOW);
const found = async (kind: LogKind, options: { words?: string[]; until?: number; mostBytes?: number }) =>
  newestLines(await filesOf(pathOf(kind)), {
    ...{ words: options.words ?? [], limit: 500, until: options.until ?? null, clock, signal: undefined },
    ...(options.mostBytes !== undefined && { mostBytes: options.mostBytes }),
    shown: (text) => text,
  });

describe('a large compliance log', () => {
  it('gives a screen the newest lines, and says of how many', async () => {
    const { lines, violations } = logOf('lines');
    expect(lines).toBeGreaterThan(100_000);
    const all = await found('lines', {});
    expect(all).toMatchObject({ total: lines, unreadBytes: 0 });
    expect(all.lines).toHaveLength(500);
    expect(all.lines.at(-1)?.text).toContain(`request=${lines} `);
    expect(await found('lines', { words: ['compliance_violation'] })).toMatchObject({ total: violations });
  });

  it('is searched from the end as far as there is time, and what was not is said', async () => {
    const { lines, bytes } = logOf('lines');
    const near = await found('lines', { mostBytes: 1_000_000 });
    expect(near.unreadBytes).toBe(bytes - 1_000_000);
    expect(near.total).toBeGreaterThan(9000);
    expect(near.total).toBeLessThan(20_000);
    expect(near.lines.at(-1)?.text).toContain(`request=${lines} `);
  });

  it('is searched around a moment of before without what lies between', async () => {
    const until = NOW - 90 * MINUTE;
    const then = await found('lines', { until, mostBytes: 500_000 });
    expect(then.lines).toHaveLength(500);
    expect(then.lines.at(-1)?.at).toBe(new Date(until).toISOString());
    expect(then.unreadBytes).toBeGreaterThan(1_000_000);
  });

  it.each([
    ['without a line end is one line, cut', 'one-line', 1],
    ['of line ends alone has no lines', 'line-ends', 0],
  ] as const)('%s', async (_, kind, total) => {
    const page = await found(kind, {});
    expect(page.total).toBe(total);
    for (const { text } of page.lines) expect(text).toHaveLength(LONGEST_LINE_BYTES);
  });

  it('tells of a bounded number of violations, and is not read again from its beginning', async () => {
    const looks = (mostBytes: number) =>
      createLogLooks({
        patterns: [pathOf('violations')],
        ...{ since: NOW - 1440 * MINUTE, countedUntil: () => 0, clock, mostBytes },
      });
    const whole = looks(2 * BYTES);
    const first = await whole.look(undefined);
    expect(first.unread).toEqual([]);
    expect(first.seen).toHaveLength(MOST_KINDS);
    expect(await whole.look(undefined)).toMatchObject({ seen: [], unread: [] });
    const { unread } = await looks(BYTES / 2).look(undefined);
    expect(unread).toEqual([
      { name: 'compliance_violations.log', bytes: logOf('violations').bytes - BYTES / 2 },
    ]);
  });

  it('is searched whole where somebody asks for all of it, who is told how far that has come', async () => {
    const store = openStore(':memory:', MINUTE);
    const { search } = createViolations({
      ...{ records: store.violations, samples: store.samples, journal: { append: () => undefined } },
      ...{ logs: [pathOf('lines')], actor: () => ({ name: 'Reiko Imai', operator: null }) },
      ...{ clock, redactor: createRedactor() },
    });
    const reads: number[] = [];
    let total = 0;
    const onRead = (bytes: number, ofBytes: number) => {
      expect(ofBytes).toBe(logOf('lines').bytes);
      reads.push(bytes);
    };
    for await (const _ of search({ words: ['compliance_violation'], onRead })) total += 1;
    expect(total).toBe(logOf('lines').violations);
    expect(reads.length).toBeGreaterThan(10);
    expect(reads).toEqual(reads.toSorted((a, b) => a - b));
    expect(reads.at(-1)).toBe(logOf('lines').bytes);
    store.close();
  });
});
