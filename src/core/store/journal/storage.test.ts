import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { openJournal } from './index.ts';
import { openKeyFile } from './key-file.ts';
import { madeEntry, ORIGIN } from './testing/made-journal.ts';

/** Each test starts processes, which take their time on a busy machine. */
const TIMEOUT_MS = 60_000;

const PROGRAM = fileURLToPath(new URL('./testing/use-journal.ts', import.meta.url));
/** Root may write anywhere, unless it gives that up for what it starts. */
const AS_ANYBODY =
  process.getuid?.() === 0
    ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all']
    : [];

let folder: string;
let directory: string;
/** Of its own, to see what is left there: a reader that cannot write beside the journal copies it there. */
let temporary: string;

/** What a process without special rights gets to see; `limitKb` is the largest file it may write. */
function use(act: 'read' | 'append', limitKb?: number): { code: number | null; out: string } {
  const node = [
    ...AS_ANYBODY,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    PROGRAM,
    directory,
    act,
  ];
  const limited =
    limitKb === undefined ? node : ['bash', '-c', `ulimit -f ${limitKb}; exec "$@"`, 'bash', ...node];
  const [command = '', ...words] = limited;
  const env = { ...process.env, TMPDIR: temporary };
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', env });
  return { code: status, out: stdout + stderr };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-storage-'));
  directory = join(folder, 'data');
  const journal = openJournal({
    directory,
    clock: manualClock(),
    signer: openKeyFile(join(directory, 'journal.key'), { create: true }),
    origin: ORIGIN,
  });
  journal.appendBatch([madeEntry(0), madeEntry(1), madeEntry(2)]);
  await journal.close();
  temporary = join(folder, 'temporary');
  mkdirSync(temporary);
});

afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(folder, { recursive: true });
});

describe('a data folder that cannot be written', { timeout: TIMEOUT_MS }, () => {
  beforeEach(() => {
    for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o400);
    chmodSync(directory, 0o500);
  });

  it('can be read, searched and verified, and stays as it is', () => {
    const before = readdirSync(directory);
    expect(use('read')).toEqual({ code: 0, out: '3 entries, 3 found, intact\n' });
    expect(readdirSync(directory)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('takes no entry, and says so in one sentence', () => {
    expect(use('append')).toEqual({
      code: 1,
      out: 'The data folder cannot be written: the journal cannot be opened\n',
    });
  });
});

describe('a disk without space', { timeout: TIMEOUT_MS }, () => {
  it('takes no more entries, keeps those that it acknowledged, and says so in one sentence', () => {
    const { code, out } = use('append', 600);
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(
      /^The disk with the journal (is full|failed): none of the entries was journaled$/,
    );
    const acknowledged = Number(/^acknowledged (\d+)$/.exec(lines.at(-2) ?? '')?.[1]);
    expect(acknowledged).toBeGreaterThan(3);
    expect(use('read').out).toMatch(new RegExp(`^${acknowledged} entries, \\d+ found, intact\n$`));
  });
});
