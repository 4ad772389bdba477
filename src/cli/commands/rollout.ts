import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { refuseToGoOn } from '../../core/operate/processes/going-on.ts';
import type { BeginOptions } from '../../core/rollouts/index.ts';
import { terminalQuestion } from '../ask.ts';
import { atWork } from '../at-work.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { followRollout } from '../follow-rollout.ts';
import { flag, number, text } from '../options.ts';
import { rolloutDocument, rolloutLines } from '../rollout-lines.ts';
import { namingTheFile, WANTED, wantedOf } from './rollout-plan.ts';

const ofRollout = [{ name: 'id', says: 'as acgs rollout status shows it; its beginning is enough' }];
const detach = flag('--detach', 'return at once, and leave it to the window or acgs serve');
const note = text('--note <text>', 'why, for the record');

/** How long somebody at work has to take up what is left to them. */
const TAKE_UP_MS = 12_000;

export const rolloutStart = defineCommand({
  name: 'rollout start',
  summary: 'give traffic to the MLOps features stage by stage, each watched before the next',
  options: { ...WANTED, detach },
  examples: [
    'acgs rollout start --percentages 10,50,100 --monitor 4h,8h,0s',
    'acgs rollout start --percentages 25,100 --monitor 30m,1h --detach',
    'acgs rollout start --plan mlops-rollout.yaml',
  ],
  async run(context, { detach: isLeft, ...given }) {
    const wanted = await wantedOf(context, given);
    return namingTheFile(
      given.plan,
      begin(context, isLeft, (center, how) => center.rollouts.start(wanted, how)),
    );
  },
});

export const rolloutStatus = defineCommand({
  name: 'rollout status',
  summary: 'show a rollout: its stages, what was measured, and what it waits for',
  arguments: [{ name: 'id', says: 'left out: the one under way, else the latest', several: true }],
  async run(context, _options, [id, more]) {
    if (more !== undefined) throw new OperatorError('usage', 'One rollout at a time');
    return atWork<ExitCode>(context, async ({ rollouts, clock }) => {
      const view = id === undefined ? rollouts.latest() : rollouts.get(id);
      if (view === undefined) {
        throw new OperatorError('not-found', 'There is no rollout yet', {
          hint: 'acgs rollout start begins one.',
        });
      }
      context.output.answer(rolloutDocument(view), () => rolloutLines(view, clock.now()));
      return 0;
    });
  },
});

export const rolloutPause = defineCommand({
  name: 'rollout pause',
  summary: 'keep a rollout from its next stage; the share stays and is watched on',
  arguments: ofRollout,
  options: { note },
  run: (context, options, [id = '']) => order(context, id, 'pause', options.note),
});

export const rolloutResume = defineCommand({
  name: 'rollout resume',
  summary: 'go on with a rollout that is paused, waits for a decision, or that nobody drives',
  arguments: ofRollout,
  options: { note },
  run: (context, options, [id = '']) =>
    order(
      context,
      id,
      // Of what the measurements could not tell: it is watched anew.
      ({ rollouts }) => (rollouts.get(id).asks?.kind === 'decision' ? 'watchOn' : 'resume'),
      options.note,
    ),
});

export const rolloutPromote = defineCommand({
  name: 'rollout promote',
  summary: 'begin the next stage without waiting for the end of the window',
  arguments: ofRollout,
  options: {
    full: flag('--full', 'give all the traffic; a second person has to approve it in production'),
    note,
  },
  run: (context, options, [id = '']) =>
    order(context, id, options.full ? 'promoteFull' : 'promote', options.note),
});

export const rolloutAbort = defineCommand({
  name: 'rollout abort',
  summary: 'turn a rollout back to 0 %, whatever stage it is in',
  arguments: ofRollout,
  options: { note },
  async run(context, options, [id = '']) {
    return atWork<ExitCode>(context, async (center) => {
      mayGoOn(context, center, id);
      center.rollouts.abort(id, options.note ?? '');
      return followRollout(context, center, id);
    });
  },
});

export const rolloutRetry = defineCommand({
  name: 'rollout retry',
  summary: 'begin the same rollout once more, after it was turned back',
  arguments: ofRollout,
  options: { detach },
  run: (context, options, [id = '']) =>
    begin(context, options.detach, (center, how) => center.rollouts.retry(id, how)),
});

export const rolloutEmergency = defineCommand({
  name: 'rollout emergency-rollback',
  summary: 'take all traffic away at once, turn the legacy optimizer on, verify it and watch',
  options: {
    reason: text('--reason <text>', 'why, for the record and the report'),
    monitor: text('--monitor <time>', 'how long it is watched afterwards (default 30m)'),
    detach,
  },
  examples: ['acgs rollout emergency-rollback --reason "wrong predictions since 02:40" --yes'],
  run: (context, { reason = '', monitor, detach: isLeft }) => {
    if (reason.trim() === '') throw new OperatorError('usage', '--reason is needed: say why it is done');
    return begin(context, isLeft, (center, how) =>
      center.rollouts.emergencyRollback({ reason: reason.trim(), monitor }, how),
    );
  },
});

export const rolloutGradual = defineCommand({
  name: 'rollout gradual-rollback',
  summary: 'take traffic away step by step, and watch after each step',
  options: {
    step: number('--step <percent>', 'percent a step (default 25)', { min: 1, max: 100, whole: true }),
    monitor: text('--monitor <time>', 'how long each step is watched (default 60m)'),
    detach,
  },
  examples: ['acgs rollout gradual-rollback --step 25 --monitor 60m'],
  run: (context, { step = 25, monitor = '60m', detach: isLeft }) =>
    begin(context, isLeft, (center, how) => center.rollouts.gradualRollback({ step, monitor }, how)),
});

async function begin(
  context: CommandContext,
  isLeft: boolean,
  start: (center: ControlCenter, how: BeginOptions & { signal: AbortSignal }) => Promise<{ id: string }>,
): Promise<ExitCode> {
  const { globals, signal, output } = context;
  return atWork<ExitCode>(context, async (center) => {
    const { id } = await start(center, {
      ...{ readOnly: globals.readOnly, yes: globals.yes, confirm: globals.confirm },
      ...{ ask: terminalQuestion(signal), signal, isLeft },
    });
    if (!isLeft) return followRollout(context, center, id);
    const view = await takenUp(center, id);
    if (view.owner === null && view.endedAt === null) {
      output.tell(
        `Nobody has taken it up yet: it begins when the window or acgs serve runs on the same data, or with acgs rollout resume ${id.slice(0, 8)}.`,
      );
    }
    output.answer(rolloutDocument(view), () => rolloutLines(view, center.clock.now()));
    return 0;
  });
}

/** Once somebody drives it, or nobody did for a while. */
async function takenUp({ rollouts, clock }: ControlCenter, id: string) {
  const until = clock.now() + TAKE_UP_MS;
  for (;;) {
    const view = rollouts.get(id);
    if (view.owner !== null || view.endedAt !== null || clock.now() >= until) return view;
    await new Promise<void>((resolve) => clock.after(200, resolve));
  }
}

type Order = Parameters<ControlCenter['rollouts']['order']>[0];

/** Says something to whoever drives it. Where nobody does, it is driven from here, as far as it goes. */
async function order(
  context: CommandContext,
  id: string,
  kind: Order | ((center: ControlCenter) => Order),
  said: string | undefined,
): Promise<ExitCode> {
  const { globals, signal, output } = context;
  return atWork<ExitCode>(context, async (center) => {
    const { rollouts, processes, clock } = center;
    const chosen = typeof kind === 'function' ? kind(center) : kind;
    if (chosen !== 'pause') mayGoOn(context, center, id);
    const before = rollouts.get(id);
    const isDriven = before.owner !== null && before.owner.state !== 'dead';
    const isMeant = chosen !== 'resume' || before.can.resume || isDriven || before.endedAt !== null;
    if (isMeant) {
      await rollouts.order(
        chosen,
        { id: before.id, ...(said === undefined ? {} : { note: said }) },
        {
          ...{ readOnly: globals.readOnly, yes: true, confirm: globals.confirm, signal },
          ask: terminalQuestion(signal),
        },
      );
    }
    if (!isDriven && chosen !== 'pause') {
      processes.resume(before.id);
      return followRollout(context, center, before.id);
    }
    const view = rollouts.get(before.id);
    output.answer(rolloutDocument(view), () => rolloutLines(view, clock.now()));
    return 0;
  });
}

function mayGoOn({ globals }: CommandContext, center: ControlCenter, id: string): void {
  refuseToGoOn(center, center.rollouts.get(id).id, globals.readOnly);
}
