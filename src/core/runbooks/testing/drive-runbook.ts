import { fieldAt } from '../../connect/kubernetes/fields.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { prepareFor } from './before.ts';
import { type Course, courseOf } from './courses.ts';
import { type Asked, type Order, order, type Told, worldChanges } from './drive-order.ts';
import { answerFor } from './operator.ts';

/**
 * Runs a runbook of the catalogue on a practice system, as its parent orders, and is killed at a write to the journal;
 * or goes on with what another process left, answers what is asked as an operator would who looks at the world, and
 * tells what became of it. Then it waits for the next order: each has a control center and a data folder of its own.
 */
const PROBE_TIMEOUT_S = 60;
const PATIENT = { target: 50_000, warning: 50_000, critical: 55_000 };

process.once('disconnect', () => process.exit(0));
for (;;) {
  const told = await drive(order.parse(await received()));
  process.send?.({ told });
}

async function drive({ data, profilePath, runbook, what, kill, patienceMs }: Order): Promise<Told> {
  const course = courseOf(runbook);
  const profile = await loadProfile(profilePath);
  const center = await openControlCenter({
    profile: {
      ...profile,
      // A machine that is busy with killing is no reason to find something down, or slow.
      probes: { ...profile.probes, timeoutSeconds: PROBE_TIMEOUT_S },
      thresholds: { ...profile.thresholds, 'response-time': PATIENT, ...course.thresholds },
    },
    dataDirectory: data,
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
  });
  let written = () => 0;
  if (what === 'start') {
    await prepareFor(course, center);
    written = countWrites(center, kill);
    await ask({ ask: 'begin' });
    await start(runbook, course, center);
  } else {
    center.processes.recover();
    await center.rollouts.lease.giveBackLeft();
  }

  const { asked, isStuck } = await untilEnded(center, course, patienceMs);
  const told = {
    // The one that was started is the oldest; what it started itself comes behind it.
    runs: byAge(center.processes.list()).map(({ id, status, why }) => ({
      status,
      why,
      steps: center.processes
        .get(id)
        .steps.map((it) => `${it.id} ${it.status}${it.words === null ? '' : `: ${it.words}`}`),
    })),
    writes: written(),
    asked,
    isStuck,
    revisions: center.baselines
      .list()
      .flatMap((it) => it.revisions.map(({ revision }) => `${it.name} ${revision}`)),
  };
  // Whoever is stuck may not close either; its parent kills it.
  if (!isStuck) await center.close();
  return told;
}

async function start(runbook: string, course: Course, { runbooks, rollouts }: ControlCenter): Promise<void> {
  const agreed = { yes: true, readOnly: false } as const;
  switch (runbook) {
    case 'rollout/phased':
      await rollouts.start({ percentages: '10,50,100', monitor: '2s,2s,0s', driver: 'configmap' }, agreed);
      return;
    case 'rollout/gradual': {
      const { signal } = new AbortController();
      await rollouts.gradualRollback({ step: 50, monitor: '2s' }, { ...agreed, signal });
      return;
    }
    default:
      await runbooks.start(runbook, { ...course.parameters }, { ...agreed, agreement: 'given' });
  }
}

/** Kills this process just before or after a write. @returns how many there were */
function countWrites({ journal }: ControlCenter, kill: Order['kill']): () => number {
  let writes = 0;
  const dieIf = (moment: string) => {
    if (kill !== null && kill.moment === moment && kill.write === writes)
      process.kill(process.pid, 'SIGKILL');
  };
  const counted =
    <Words extends unknown[], Result>(write: (...words: Words) => Result) =>
    (...words: Words): Result => {
      writes += 1;
      dieIf('before');
      const result = write(...words);
      dieIf('after');
      return result;
    };
  // The door and the engine write through the object itself.
  journal.append = counted(journal.append);
  journal.appendAll = counted(journal.appendAll);
  return () => writes;
}

async function untilEnded(
  { processes, journal, rollouts }: ControlCenter,
  course: Course,
  patienceMs: number,
) {
  const asked: Told['asked'] = [];
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const open = processes.list().filter(({ endedAt }) => endedAt === null);
    if (open.length === 0) return { asked, isStuck: false };
    if (Date.now() > deadline) return { asked, isStuck: true };
    for (const { id, status } of open) {
      if (status === 'paused') processes.resume(id);
      for (const { id: rollout, asks } of rollouts.list()) {
        if (rollout !== id || asks?.kind !== 'decision') continue;
        asked.push({ step: asks.step, kind: 'decision', choice: 'watch-on' });
        const agreed = { yes: true, readOnly: false, signal: new AbortController().signal };
        const said = { choice: 'watch-on', note: 'the machine was busy', typed: null };
        await rollouts.answer({ id, step: asks.step, ...said }, agreed);
      }
      for (const step of processes.get(id).steps) {
        const { question } = step;
        if (question === null) continue;
        const choice = await answerFor({ step, question, runId: id, course, journal, changes });
        asked.push({ step: step.id, kind: question.kind, choice });
        await ask({ ask: 'answer', step: step.id });
        processes.answer(id, step.id, { choice, note: 'looked at, and answered by the campaign' });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function byAge<Started extends { startedAt: number }>(runs: readonly Started[]): Started[] {
  return runs.toSorted((one, other) => one.startedAt - other.startedAt);
}

async function changes() {
  return worldChanges.parse(await ask({ ask: 'changes' }));
}

async function ask(question: Asked): Promise<unknown> {
  const answer = received();
  process.send?.(question);
  return fieldAt(await answer, 'answered');
}

function received(): Promise<unknown> {
  return new Promise((resolve) => process.once('message', resolve));
}
