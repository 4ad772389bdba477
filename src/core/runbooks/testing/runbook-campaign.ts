import { BUILT_ACTIONS } from '../actions/known.ts';
import { loadCatalogue } from '../catalogue/index.ts';
import { createPracticeWorld, type PracticeWorld } from './practice-world.ts';
import { type Ended, type KillingGround, type Moment, openKillingGround } from './runbook-kills.ts';

/** What became of the runs of some runbooks that were killed. */
export interface RunbookKills {
  /** What was killed how often, a line each. */
  lines: string[];
  writes: number;
  kills: number;
  /** How often the operator was asked whether something had been done. */
  asked: number;
  /** What should not have happened, a sentence each. */
  faults: string[];
}

/** The runbooks that can be run, in the order of the catalogue. */
export function drivenRunbooks(): { id: string; steps: number }[] {
  const { entries } = loadCatalogue({ own: [], actions: BUILT_ACTIONS });
  return entries
    .filter(({ available }) => available)
    .map(({ id, definition }) => ({ id, steps: definition.steps.length }));
}

/**
 * Kills runs of a runbook just before and just after every write to the journal.
 *
 * @param of `from` and `most`: a part of these boundaries, from 1; `every`: of it every so many, beginning with the
 *   first; `worlds`: left out, two practice systems
 */
export function killAtEveryWrite(
  runbook: string,
  of: {
    from?: number;
    most?: number;
    every?: number;
    worlds?: readonly [PracticeWorld, ...PracticeWorld[]];
    onKill?: (kill: number) => void;
  } = {},
): Promise<RunbookKills> {
  const { from = 1, most = Number.POSITIVE_INFINITY, every = 1, worlds, onKill } = of;
  return onGrounds(worlds, async (grounds) => {
    const total = none();
    const expected = await expectedOf(grounds[0], runbook, total);
    const boundaries = boundariesOf(expected.writes)
      .slice(from - 1, from - 1 + most)
      .filter((_, index) => index % every === 0);
    // With a run that does not end as it should nothing can be compared.
    const wanted = total.faults.length > 0 ? [] : boundaries.map((at) => ({ runbook, at, expected }));
    await killAll(grounds, wanted, total, onKill);
    total.writes = expected.writes;
    total.lines.push(lineOf(grounds[0], runbook, expected, wanted.length, total.asked));
    return total;
  });
}

/** Kills runs at random moments of theirs, the more often the more steps a runbook has. */
export function killAtRandomMoments(of: {
  random: (below: number) => number;
  /** Left out: all runbooks that can be run. */
  runbooks?: readonly { id: string; steps: number }[];
  kills: number;
  /** The kills of the same numbers before are left out: another part has them. */
  from: number;
  onKill?: (kill: number) => void;
}): Promise<RunbookKills> {
  const { random, kills, from, onKill, runbooks = drivenRunbooks() } = of;
  const steps = runbooks.flatMap(({ id, steps }) => Array.from({ length: steps }, () => id));
  const drawn = Array.from({ length: from - 1 + kills }, () => ({
    runbook: steps[random(steps.length)] ?? '',
    share: random(1000) / 1000,
  })).slice(from - 1);
  return onGrounds(undefined, async (grounds) => {
    const total = none();
    for (const runbook of new Set(drawn.map((it) => it.runbook))) {
      const expected = await expectedOf(grounds[0], runbook, total);
      const moments = drawn.filter((it) => it.runbook === runbook);
      const asked = total.asked;
      await killAll(
        grounds,
        moments.map(({ share }) => ({
          runbook,
          at: { ms: Math.round(share * expected.durationMs) },
          expected,
        })),
        total,
        onKill,
      );
      total.lines.push(lineOf(grounds[0], runbook, expected, moments.length, total.asked - asked));
    }
    return total;
  });
}

async function expectedOf(ground: KillingGround, runbook: string, total: RunbookKills): Promise<Ended> {
  const expected = await ground.undisturbed(runbook);
  const fails = ground.whyItFails(runbook);
  const wanted = fails === undefined ? 'succeeded' : 'failed';
  if (expected.status !== wanted)
    total.faults.push(`${runbook} ends as ${expected.status} when nobody kills it: ${expected.why}`);
  return expected;
}

async function killAll(
  grounds: readonly KillingGround[],
  wanted: readonly { runbook: string; at: Moment; expected: Ended }[],
  total: RunbookKills,
  onKill?: (kill: number) => void,
): Promise<void> {
  const left = [...wanted];
  await Promise.all(
    grounds.map(async (ground) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { faults, asked } = await ground.killedAt(next.runbook, next.at, next.expected);
        total.faults.push(...faults);
        total.asked += asked;
        total.kills += 1;
        onKill?.(total.kills);
      }
    }),
  );
}

/** Kills go on beside each other, in a world each. */
async function onGrounds<T>(
  worlds: readonly [PracticeWorld, ...PracticeWorld[]] | undefined,
  work: (grounds: readonly [KillingGround, ...KillingGround[]]) => Promise<T>,
): Promise<T> {
  const [one, ...others] = worlds ?? [createPracticeWorld(), createPracticeWorld()];
  const grounds = [openKillingGround(one), ...others.map(openKillingGround)] as const;
  try {
    return await work(grounds);
  } finally {
    await Promise.all(grounds.map((ground) => ground.close()));
  }
}

function boundariesOf(writes: number): Moment[] {
  return Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) => [
    { write, moment: 'before' as const },
    { write, moment: 'after' as const },
  ]);
}

function none(): RunbookKills {
  return { lines: [], writes: 0, kills: 0, asked: 0, faults: [] };
}

function lineOf(
  ground: KillingGround,
  runbook: string,
  { status, writes }: Ended,
  kills: number,
  asked: number,
): string {
  const fails = ground.whyItFails(runbook);
  const end = fails === undefined ? status : `${status}, since ${fails}`;
  return `${runbook}: ${writes} writes, ${kills} kills, ${asked} times asked; it ends as ${end}`;
}
