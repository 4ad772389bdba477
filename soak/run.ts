import { randomInt } from 'node:crypto';
import { continueInOwnNode } from '../scripts/own-node.ts';
import { readArguments } from './arguments.ts';
import { CAMPAIGNS } from './campaigns/index.ts';

/**
 * `npm run soak [-- NAME…] [--rounds N] [--from N] [--seed N]`: campaigns that take too long for every test run. Each
 * says its seed, with which it can be repeated; --from goes on with it where an earlier part ended. Exit 1 when
 * something happened that should not have.
 */
continueInOwnNode();

const wish = readArguments(process.argv.slice(2), CAMPAIGNS, randomInt(1, 2 ** 31));
if ('mistake' in wish) {
  process.stderr.write(`${wish.mistake}\n`);
  process.exit(2);
}

let faulty = 0;
for (const { name, what, run, ...campaign } of wish.campaigns) {
  const rounds = wish.rounds ?? Math.max(0, campaign.rounds - wish.from + 1);
  process.stdout.write(`${name}: ${what}, at most ${rounds} times, --seed ${wish.seed}\n`);
  const startedAt = performance.now();
  const step = Math.max(1, Math.floor(rounds / 10));
  const onRound = (round: number) => {
    if (round % step === 0) process.stderr.write(`${name}: ${round} of ${rounds}\n`);
  };
  const { lines = [], summary, faults } = await run({ rounds, from: wish.from, seed: wish.seed, onRound });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  for (const line of lines) process.stdout.write(`  ${line}\n`);
  for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  process.stdout.write(
    `${name}: ${faults.length === 0 ? summary : `${faults.length} faults`} (${seconds} s)\n`,
  );
  if (faults.length > 0) faulty += 1;
}
process.exitCode = faulty === 0 ? 0 : 1;
