import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { ProgressLine } from '../../operate/processes/output.ts';
import type { ProcessView, StepView } from '../../operate/processes/view.ts';
import { paceOf } from '../../rollouts/testing/follow.ts';
import { durationMs } from '../actions/values.ts';
import { type JumpingClock, jumpingClock } from './jumping-clock.ts';
import { recordedDay } from './recorded-day.ts';

/** A practice production and a control center over it, in this process, whose waits nobody waits for. */
export interface Practice {
  sandbox: Sandbox;
  center: ControlCenter;
  clock: JumpingClock;
  /**
   * Runs a runbook to its end.
   *
   * @param answers what is chosen, by the step that asks; else what is recommended, or the first choice
   */
  run(id: string, parameters: Given, answers?: Answers): Promise<Ran>;
  close(): Promise<void>;
}

export type Given = Readonly<Record<string, string | number | boolean>>;
export type Answers = Readonly<Record<string, string>>;

export interface Ran extends ProcessView {
  /** What the guide would have printed. */
  printed: string[];
  /** Changes that the practice cluster accepted meanwhile. */
  changes: string[];
}

const LOOK_MS = 5;
/** Before a step is tried again, in looks of ours: what it found wanting, such as pods that are ending, takes real time. */
const LOOKS_BEFORE_RETRY = 20;
/** Of a step that waits for the cluster, in looks of ours: a busy machine makes fewer of them in the same time. */
const PATIENCE_LOOKS = 1600;

/** @param observedShare PromQL by which the share of traffic is verified; true: what the router counts */
export async function openPractice({
  observedShare = false,
}: {
  observedShare?: boolean | string;
} = {}): Promise<Practice> {
  const data = await mkdtemp(join(tmpdir(), 'acgs-practice-'));
  const clock = jumpingClock();
  // The pods of a restarted service come and go faster than life, and between two looks, however soon one follows the
  // other, there are so many requests that one failure among them is none.
  const sandbox = await startSandbox({
    ...{ now: clock.now, timeScale: 5, traffic: 100, observedShare: observedShare === true },
  });
  const profile = await loadProfile(sandbox.profilePath);
  await cp(recordedDay(), data, { recursive: true });
  const center = await openControlCenter({
    profile:
      typeof observedShare === 'string'
        ? { ...profile, rollouts: { observedShare: { expression: observedShare } } }
        : profile,
    dataDirectory: data,
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  const { processes, runbooks, rollouts } = center;

  async function run(id: string, parameters: Given, answers: Answers = {}): Promise<Ran> {
    const before = sandbox.changes().length;
    const { runId } = await runbooks.start(id, parameters, {
      ...{ agreement: 'given', yes: true, readOnly: false },
    });
    let told: ProgressLine | undefined;
    let quietLooks = 0;
    let looksBeforeRetry = 0;
    const passForRollout = paceOf({ processes, clock });
    for (let run = processes.get(runId); run.endedAt === null; run = processes.get(runId)) {
      for (const { id: step, question } of run.steps) {
        if (question === null) continue;
        const choice = answers[step] ?? question.recommended ?? question.choices[0]?.id ?? '';
        processes.answer(runId, step, { choice, note: 'Answered by the test of the catalogue' });
      }
      const running = run.steps.filter(({ status }) => status === 'running');
      const due = run.steps.flatMap(({ dueAt, status }) => (status === 'pending' ? (dueAt ?? []) : []));
      looksBeforeRetry = running.length === 0 && due.length > 0 ? looksBeforeRetry + 1 : 0;
      if (looksBeforeRetry > LOOKS_BEFORE_RETRY) clock.jump(Math.max(0, Math.min(...due) - clock.now()));
      const rollout =
        running.some(({ action }) => action === 'rollout.gradual-rollback') && rollouts.latest();
      if (rollout && passForRollout(rollout)) quietLooks = 0;
      const last = run.lines.at(-1);
      if (last !== undefined && !isSame(last, told)) {
        [told, quietLooks] = [last, 0];
        // It has looked, and waits to look again: a jump in the middle of a look would be taken for slow answers.
        const watch = running.find(({ id, action }) => action === 'metrics.watch' && id === last.step);
        if (watch !== undefined) clock.jump(durationMs(String(watch.definition.input.every)) ?? 0);
      }
      quietLooks += 1;
      if (quietLooks > PATIENCE_LOOKS) {
        quietLooks = 0;
        const [stuck] = running;
        if (stuck && running.every(({ action }) => FOLLOWING.has(action))) clock.jump(leftMs(stuck, clock));
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    const changes = sandbox
      .changes()
      .slice(before)
      // Who drives a rollback is renewed by the time that passes, not by what is done.
      .filter(({ path }) => path.startsWith('/api') && !path.includes('/leases'));
    return {
      ...processes.get(runId),
      printed: runbooks.lines(runId),
      changes: changes.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
    };
  }

  return {
    sandbox,
    center,
    clock,
    run,
    async close() {
      await center.close();
      await sandbox.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function isSame(line: ProgressLine, other: ProgressLine | undefined): boolean {
  return line.at === other?.at && line.step === other.step && line.line === other.line;
}

/** Until a step has to have ended. */
function leftMs({ state: { timedFrom }, definition: { timeoutMs } }: StepView, clock: JumpingClock): number {
  return Math.max(0, (timedFrom ?? clock.now()) + timeoutMs - clock.now());
}

/** They wait for the cluster. */
const FOLLOWING: ReadonlySet<string> = new Set([
  'cluster.restart',
  'cluster.scale',
  'cluster.rollout-status',
  'rollout.set',
]);
