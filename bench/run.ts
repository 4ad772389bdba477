import { continueInOwnNode } from '../scripts/own-node.ts';
import { readArguments } from './arguments.ts';
import { BENCHMARKS } from './figures/index.ts';
import { describeMachine, loadNow } from './report/machine.ts';
import { writeResults } from './report/results-file.ts';
import { formatTable } from './report/table.ts';
import { type Outcome, runBenchmark } from './runner.ts';
import { openStage } from './stage/stage.ts';

/**
 * `npm run bench [-- NAME…] [--rounds N] [--check]`: every figure beside its peer, measured in the same run. A figure
 * that is too slow is told, not failed, unless `--check` asks for it: docs/bench.md.
 */
continueInOwnNode();

const STOPPED = 5;
const wish = readArguments(process.argv.slice(2), BENCHMARKS);
if ('mistake' in wish) {
  process.stderr.write(`${wish.mistake}\n`);
  process.exit(2);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Said twice it means now; what was started dies with us.
    if (stop.signal.aborted) process.exit(STOPPED);
    stop.abort(new Error('Stopped.'));
  });
}

const tell = (line: string) => process.stderr.write(`${line}\n`);
const startedAt = new Date();
const before = loadNow();
const machine = await describeMachine();
const stage = openStage({ signal: stop.signal, tell });
const outcomes: Outcome[] = [];
try {
  for (const benchmark of wish.benchmarks) {
    if (stop.signal.aborted) break;
    outcomes.push(await runBenchmark(benchmark, stage, { rounds: wish.rounds, tell }));
  }
} finally {
  await stage.keepOnly('nothing');
}

if (stop.signal.aborted) {
  tell('Stopped; nothing is left running.');
  process.exit(STOPPED);
}
const figures = outcomes.flatMap((outcome) => (outcome.kind === 'measured' ? outcome.figures : []));
const load = { before, after: loadNow() };
const { versions } = machine;
console.log(`\n${machine.cores} cores (${machine.processor}), load ${load.before} to ${load.after}`);
console.log(`node ${versions.node}; kubectl: ${versions.kubectl}; ${versions.chromium}`);
console.log(`Each figure is the median of its runs (least–most).\n`);
for (const line of formatTable(figures)) console.log(line);
for (const outcome of outcomes) {
  if (outcome.kind === 'skipped') console.log(`${outcome.benchmark}: skipped: ${outcome.reason}`);
  if (outcome.kind === 'broken') console.log(`${outcome.benchmark}: broken: ${String(outcome.error)}`);
}
console.log(`\nEvery sample: ${await writeResults({ startedAt, machine, load, outcomes })}`);
const broken = outcomes.some((outcome) => outcome.kind === 'broken');
const missed = figures.some(({ kept }) => kept === false);
process.exit(broken || (wish.check && missed) ? 1 : 0);
