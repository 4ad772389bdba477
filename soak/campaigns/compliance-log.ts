import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ACGS } from '../../bench/programs/acgs.ts';
import { launch, runTimed } from '../../bench/programs/child.ts';
import {
  LOG_KINDS,
  type LogKind,
  writeLargeLog,
} from '../../src/core/compliance/violations/testing/large-log.ts';
import { temporaryFolder } from '../../test/servers/temporary-folder.ts';
import type { Campaign } from '../campaign.ts';

const BYTES = 1_000_000_000;
const HOUR_MS = 3_600_000;
const WORKS = [
  ...['look', 'look-again', 'newest', 'newest-with-word', 'newest-of-then'],
  ...['search-word', 'search-all', 'follow', 'leave'],
];
/** Most that a process may come to that reads it. */
const MOST_MIB = 400;
/** At 50 ms a person begins to feel it (RAIL). */
const MOST_BLOCK_MS = 50;
const PROGRAM = join(import.meta.dirname, '..', 'programs', 'read-compliance-log.ts');
const IDLE = join(import.meta.dirname, '..', '..', 'bench', 'subjects', 'idle-loop.ts');

const figures = z.object({
  ...{ seconds: z.number(), blockMs: z.number(), workMs: z.number(), rssMiB: z.number() },
  found: z.string(),
});
const signal = new AbortController().signal;

/** A log of 1 GB of each kind, read in each way that the product has. */
export const complianceLogs: readonly Campaign[] = LOG_KINDS.map((kind) => ({
  name: `compliance-log/${kind}`,
  what: `a compliance log of ${BYTES / 1e9} GB is read in each way`,
  rounds: 1,
  async run({ rounds, onRound }) {
    const lines: string[] = [];
    const faults: string[] = [];
    const folder = await temporaryFolder('compliance-log');
    try {
      for (let round = 1; round <= rounds; round += 1) {
        await readInEachWay(folder.path, kind, { lines, faults });
        onRound(round);
      }
    } finally {
      await folder.remove();
    }
    return {
      lines,
      summary: `${lines.length} ways, each in bounded memory and without keeping others`,
      faults,
    };
  },
}));

async function readInEachWay(
  folder: string,
  kind: LogKind,
  { lines, faults }: { lines: string[]; faults: string[] },
): Promise<void> {
  const log = join(folder, 'compliance_1.log');
  const startsAt = Date.now() - 20 * HOUR_MS;
  const written = await writeLargeLog(log, { kind, bytes: BYTES, startsAt, msPerLine: 5 });
  lines.push(`${kind}: ${written.bytes} bytes, ${written.lines} lines, ${written.violations} of violations`);
  await writeFile(join(folder, 'followed_1.log'), 'before\n');
  for (const work of WORKS) {
    const data = join(folder, `data-${work}`);
    await mkdir(data);
    const idle = launch(process.execPath, ['--disable-warning=ExperimentalWarning', IDLE], { signal });
    await idle.nextLine();
    idle.say('begin');
    const words = ['--disable-warning=ExperimentalWarning', PROGRAM, work, log, data];
    const { stdout } = await runTimed(process.execPath, words, { signal });
    const { seconds, blockMs, workMs, rssMiB, found } = figures.parse(JSON.parse(stdout));
    idle.say('end');
    const idleMs = z.object({ maxMs: z.number() }).parse(JSON.parse((await idle.nextLine()).text)).maxMs;
    await idle.stop();
    lines.push(
      `${work}: ${seconds.toFixed(1)} s, longest block ${blockMs.toFixed(0)} ms (${workMs.toFixed(0)} ms of it own work; an idle process ${idleMs.toFixed(0)} ms), peak ${rssMiB.toFixed(0)} MiB: ${found}`,
    );
    if (rssMiB > MOST_MIB) faults.push(`${work}: came to ${rssMiB.toFixed(0)} MiB, the most is ${MOST_MIB}`);
    // A longer block on a machine that has something else to do is not the product's.
    if (workMs > MOST_BLOCK_MS) faults.push(`${work}: worked for ${workMs.toFixed(0)} ms in one piece`);
  }
  await byCommand(folder, log, { lines, faults });
}

/** The command line over the same log, which is read by nobody but the system's nothing. */
async function byCommand(
  folder: string,
  log: string,
  { lines, faults }: { lines: string[]; faults: string[] },
): Promise<void> {
  const profile = join(folder, 'profile.yaml');
  await writeFile(
    profile,
    JSON.stringify({ name: 'soak', environment: 'staging', compliance: { logs: [log] } }),
  );
  const env = { ACGS_DATA: join(folder, 'data') };
  for (const words of [['compliance_violation'], ['--json']]) {
    const command = ['compliance', 'log', ...words].join(' ');
    // `ulimit -v` does not suit V8; what it came to is read from the system when it has ended.
    const measured = `${JSON.stringify(ACGS)} --profile ${JSON.stringify(profile)} ${command} > /dev/null & pid=$!; peak=0; while kill -0 $pid 2>/dev/null; do now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$pid/status 2>/dev/null); peak=\${now:-$peak}; sleep 0.2; done; wait $pid; echo $? $peak`;
    const { elapsedMs, stdout } = await runTimed('bash', ['-c', measured], { signal, env });
    const [code = '', kib = '0'] = stdout.trim().split(' ');
    const mib = Number(kib) / 1024;
    lines.push(
      `acgs ${command}: ${(elapsedMs / 1000).toFixed(1)} s, exit ${code}, peak ${mib.toFixed(0)} MiB`,
    );
    if (code !== '0') faults.push(`acgs ${command} ended with ${code}`);
    if (mib > MOST_MIB)
      faults.push(`acgs ${command}: came to ${mib.toFixed(0)} MiB, the most is ${MOST_MIB}`);
  }
}
