import type { Traffic } from '../cluster/traffic/index.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { LoadTests } from '../load-test/index.ts';
import { createChanges } from '../operate/approvals/changes.ts';
import type { Door } from '../operate/door.ts';
import type { Consent } from '../operate/guards.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import type { ProcessDefinition } from '../operate/processes/definition.ts';
import type { Processes, ProcessView } from '../operate/processes/index.ts';
import { durationOf } from '../promql/index.ts';
import type { NewEntry } from '../store/journal/entry.ts';
import type { RolloutRecords, StoredMeasurement, StoredWord } from '../store/rollouts/index.ts';
import { askPerson } from './ask-person.ts';
import { pausedBy } from './course.ts';
import { defaultChecks } from './default-checks.ts';
import { definitionOf, GRADUAL, gateId, PHASED, ROLLOUT, watchId } from './definition.ts';
import { EMERGENCY_RUNBOOK, emergencyOf, isEmergency } from './emergency.ts';
import { type EndOthers, endOthers } from './end-others.ts';
import { gateAction } from './gate.ts';
import { createRolloutLease, type RolloutLease } from './lease.ts';
import { type AsHolder, LEAVE, leased, settingAsHolder, TAKE_UP } from './leased.ts';
import { lookAction } from './look.ts';
import type { ObservedShare } from './observed-share.ts';
import { createRolloutOrders, type RolloutOrders } from './orders.ts';
import { fallingPlan } from './plan.ts';
import type { CheckGround } from './plan-file/index.ts';
import { createPlanning, type Planning, type WantedRollout } from './planning.ts';
import type { TakeReadings } from './readings.ts';
import { refuseUnsettable } from './settable.ts';
import { createShareWatch, type ReadShare, type ShareWatch } from './share-watch.ts';
import { DECISIONS, drivenElsewhere, type RolloutView, rolloutOf } from './view.ts';
import { watchAction } from './watch.ts';

export interface BeginOptions extends Consent {
  readOnly: boolean;
  /** Left to whoever is at work and goes on with what nobody drives. */
  isLeft?: boolean;
}

/** Traffic that is given or taken away stage by stage, watched, and turned back by itself. */
export interface Rollouts {
  share: ShareWatch;
  /** The Lease of what moves the traffic. */
  lease: RolloutLease;
  asHolder: AsHolder;
  /** Steps that only rollouts are made of, for the engine. */
  actions: readonly ActionKind[];
  orders: RolloutOrders;
  foresee: Planning['foresee'];
  /**
   * @throws OperatorError `usage` for a plan that is none; `refused` by a guard, while another one is under way, or
   *   while another operator drives one
   */
  start(wanted: WantedRollout, options: BeginOptions & { signal?: AbortSignal }): Promise<{ id: string }>;
  /** Down to 0 % in steps of so many percent. */
  gradualRollback(
    wanted: { step: number; monitor: string; id?: string },
    options: BeginOptions & { signal: AbortSignal },
  ): Promise<{ id: string }>;
  /** The shares that it would step down to from one. @throws OperatorError `usage` for a step or window that is none */
  stepsDown(of: { from: number; step: number; monitor: string }): number[];
  /** 0 % at once, whatever else goes on. */
  emergencyRollback(
    /** `monitor`: how long it is watched afterwards; left out: half an hour. */
    wanted: { reason: string; monitor?: string | undefined },
    options: BeginOptions,
  ): Promise<{ id: string }>;
  /** The same once more, after it was turned back. */
  retry(id: string, options: BeginOptions & { signal: AbortSignal }): Promise<{ id: string }>;
  /** Turns it back to 0 %. */
  abort(id: string, why: string): void;
  /** Says something to it, through the door. */
  order(
    kind: 'pause' | 'resume' | 'promote' | 'promoteFull' | 'watchOn',
    of: { id: string; note?: string },
    options: BeginOptions & { signal: AbortSignal },
  ): Promise<void>;
  /** Answers what it asks. */
  answer(
    of: { id: string; step: string; choice: string; note: string; typed: string | null },
    options: BeginOptions & { signal: AbortSignal },
  ): Promise<void>;
  /** Those that go on and the latest that have ended, the newest first. */
  list(): RolloutView[];
  /** By its id or the beginning of it. @throws OperatorError `not-found` */
  get(id: string): RolloutView;
  /** What was said to it, in order. */
  said(id: string): StoredWord[];
  /** Every measurement of a check of a stage, the oldest first. */
  measured(id: string, percentage: number, check: string): StoredMeasurement[];
  /** The one that goes on, else the latest. */
  latest(): RolloutView | undefined;
  /** Ends those that are under way, for one that takes their place. */
  endOthers: EndOthers;
  /** Told after anything changed, by other processes too. */
  subscribe(listener: () => void): () => void;
  /** Goes on with what nobody drives, again and again, for hosts that stay. */
  tend(options: { readOnly: boolean }): void;
  close(): Promise<void>;
}

const MOST_LISTED = 100;
const TEND_EVERY_MS = 5000;

export function createRollouts(options: {
  traffic: Traffic;
  door: Pick<Door, 'preview' | 'perform' | 'requestApproval' | 'terms'>;
  processes: Processes;
  /** Starts the runbook of the emergency rollback. */
  startRunbook: (
    id: string,
    parameters: Record<string, string>,
    how: BeginOptions & { agreement: 'given' },
  ) => Promise<{ runId: string }>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  /** What checks of one's own are made of. */
  ground: Omit<CheckGround, 'thresholds'>;
  loadTest: LoadTests['operation'];
  records: RolloutRecords;
  take: TakeReadings;
  read: ReadShare;
  source: string;
  /** How the share is verified; null: not by metrics. */
  observed: ObservedShare | null;
  journal: { append(entry: NewEntry): unknown };
  actor: () => string;
  /** Of the data folder, for the Lease. */
  desk: string;
  clock: Clock;
  log: Log;
}): Rollouts {
  const { traffic, door, processes, records, clock, actor, observed } = options;
  const checks = defaultChecks(options.thresholds);
  const changes = createChanges({ clock, look: records.stamp });
  let cancelTending = () => {};

  const viewOf = (run: ProcessView): RolloutView =>
    isEmergency(run)
      ? emergencyOf(
          run,
          { monitorMs: durationIn(run.parameters.duration), driver: traffic.driver.id },
          records.words(run.id),
        )
      : rolloutOf(run, records, clock.now());
  const ours = (it: Pick<ProcessView, 'kind' | 'name'>) => it.kind === ROLLOUT || isEmergency(it);
  const lease = createRolloutLease({ ...options, takes: ours });
  const listed = () =>
    processes
      .list()
      .filter(ours)
      .sort((one, other) => other.startedAt - one.startedAt);
  const get = (id: string): RolloutView => {
    const known = listed().find((it) => it.id === id || (id.length >= 4 && it.id.startsWith(id)));
    if (known) return viewOf(processes.get(known.id));
    throw new OperatorError('not-found', `There is no rollout ${id}`, {
      hint: 'acgs rollout status shows those there are.',
    });
  };
  const ask = askPerson({ records, journal: options.journal, actor, onChange: changes.tell });
  const orders = createRolloutOrders({ records, find: get, clock, actor, onChange: changes.tell });

  const planning = createPlanning({
    ...{ traffic, door, checks },
    ground: { ...options.ground, thresholds: options.thresholds },
  });

  const refuseBesideAnother = () => {
    const other = listed().find(({ endedAt }) => endedAt === null);
    if (other === undefined) return;
    throw new OperatorError('refused', `${other.title} (${other.id.slice(0, 8)}) is under way`, {
      hint: 'Wait for its end, or abort it: acgs rollout abort ID.',
    });
  };

  const begin = async (
    definition: ProcessDefinition,
    parameters: Record<string, string | number>,
    { isLeft = false, signal, ...how }: BeginOptions & { id?: string; signal: AbortSignal },
  ) => {
    refuseBesideAnother();
    if (!how.readOnly) await lease.require({ ...how, signal });
    // Somebody else at this desk may have been quicker.
    refuseBesideAnother();
    return processes.start({ ...how, isLeft, definition, parameters, agreement: 'given' });
  };

  const start: Rollouts['start'] = async (wanted, { signal = new AbortController().signal, ...how }) => {
    const { plan, parameters } = planning.planned(wanted);
    await refuseUnsettable(plan, traffic.driver, signal);
    const title = `Rollout to ${plan.stages.map(({ percentage }) => percentage).join(', ')} %`;
    return begin(definitionOf(plan, { name: PHASED, title, observed }), parameters, { ...how, signal });
  };

  const gradualRollback: Rollouts['gradualRollback'] = async ({ step, monitor, id }, { signal, ...how }) => {
    const { percentage, source } = await options.read(signal);
    if (percentage === null) {
      throw new OperatorError('conflict', `${source} does not tell how much traffic there is to take away`, {
        hint: 'acgs rollout emergency-rollback takes all of it away.',
      });
    }
    const plan = fallingPlan({ from: percentage, step, monitor }, checks);
    await refuseUnsettable(plan, traffic.driver, signal);
    const title = `Gradual rollback to ${plan.stages.map((stage) => stage.percentage).join(', ')} %`;
    const definition = definitionOf(plan, { name: GRADUAL, title, observed });
    const parameters = { step, monitor, driver: traffic.driver.id };
    return begin(definition, parameters, { ...how, signal, ...(id && { id }) });
  };

  const emergencyRollback: Rollouts['emergencyRollback'] = async ({ reason, monitor }, how) => {
    const given = { reason, ...(monitor === undefined ? {} : { duration: monitor }) };
    const { runId } = await options.startRunbook(EMERGENCY_RUNBOOK, given, { ...how, agreement: 'given' });
    return { id: runId };
  };

  const abort: Rollouts['abort'] = (id, why) => {
    const view = get(id);
    if (!view.can.abort) {
      throw new OperatorError('refused', `${view.title} is ${view.state}: there is nothing to abort`);
    }
    const by = why === '' ? `${actor()} aborted it` : `${actor()} aborted it: ${why}`;
    const elsewhere = drivenElsewhere(processes.get(view.id));
    if (elsewhere !== null) {
      // Whoever drives it brings the share where it belongs: what is written here would fight with them.
      const words = `${by}; ${elsewhere.text}`;
      records.say(view.id, { step: null, at: clock.now(), kind: 'superseded', by: actor(), words });
      processes.abort(view.id, words, false);
      changes.tell();
      return;
    }
    processes.abort(view.id, by, true);
    for (const { id: step, question } of processes.get(view.id).steps) {
      if (question === null) continue;
      // Whether it was done or not: it is taken back.
      processes.answer(view.id, step, {
        choice: question.kind === 'unknown' ? 'compensate' : 'skip',
        note: by,
      });
    }
    changes.tell();
  };

  const order: Rollouts['order'] = async (kind, { id, note = '' }, how) => {
    const view = get(id);
    const elsewhere = drivenElsewhere(processes.get(view.id));
    if (kind === 'resume' && elsewhere !== null) {
      processes.answer(view.id, elsewhere.step, { choice: TAKE_UP, note });
      return;
    }
    if (kind === 'resume' && view.can.resume) {
      // The engine has it stand still, where nobody went on with it for long.
      if (processes.get(view.id).isPaused) processes.resume(view.id);
      if (pausedBy(records.words(view.id)) === null) return;
    }
    const said = { id: view.id, note };
    if (kind === 'promoteFull') await askForApproval(said, how);
    await door.perform(orders[kind], said, how);
  };

  /** A second person is asked where one is needed and nobody has been. */
  const askForApproval = async (
    said: { id: string; note: string },
    how: { readOnly: boolean; signal: AbortSignal },
  ) => {
    const preview = await door.preview(orders.promoteFull, said, how);
    if ((await door.terms(preview)).approval !== 'missing') return;
    const reason = said.note === '' ? preview.summary : said.note;
    await door.requestApproval(orders.promoteFull, said, { ...how, reason });
    throw new OperatorError('refused', `${preview.summary}: a second person was asked to approve it`, {
      hint: 'Promote it again when they have (acgs approvals list shows it).',
    });
  };

  const tend: Rollouts['tend'] = (how) => {
    const goOn = () => {
      cancelTending = clock.after(TEND_EVERY_MS, () => {
        processes.recover({ ...how, kind: ROLLOUT });
        lease.sustain();
        goOn();
      });
    };
    if (!how.readOnly) void lease.giveBackLeft();
    goOn();
  };

  return {
    share: createShareWatch(options),
    lease,
    asHolder: settingAsHolder({
      ...{ lease, setShare: traffic.operations.setShare },
      isRollout: (id) => processes.get(id).kind === ROLLOUT,
    }),
    actions: [
      leased(watchAction({ records, ask, read: options.take, onChange: changes.tell }), {
        ...{ lease, mustHave: false },
      }) as ActionKind,
      leased(gateAction({ ...options, ask, onChange: changes.tell }), {
        ...{ lease, mustHave: true },
      }) as ActionKind,
      leased(lookAction({ share: options.read }), { lease, mustHave: true }) as ActionKind,
    ],
    orders,
    foresee: planning.foresee,
    start,
    gradualRollback,
    stepsDown: (of) => fallingPlan(of, checks).stages.map(({ percentage }) => percentage),
    emergencyRollback,
    async retry(id, { signal, ...how }) {
      const view = get(id);
      if (!view.can.retry) {
        throw new OperatorError('refused', `${view.title} is ${view.state}: there is nothing to do again`);
      }
      const { percentages, monitor, step, plan } = processes.get(view.id).parameters;
      switch (view.kind) {
        case 'emergency-rollback':
          return emergencyRollback({ reason: view.reason ?? 'once more' }, how);
        case 'gradual-rollback':
          return gradualRollback({ step: Number(step), monitor: String(monitor) }, { ...how, signal });
        case 'phased':
          return start(
            {
              ...{ percentages: String(percentages), monitor: String(monitor), driver: '' },
              plan: typeof plan === 'string' ? plan : '',
            },
            { ...how, signal },
          );
      }
    },
    abort,
    order,
    async answer({ id, step, choice, note, typed }, how) {
      const view = get(id);
      if (choice === LEAVE && drivenElsewhere(processes.get(view.id)) !== null) return abort(view.id, note);
      if (view.asks?.kind !== 'decision' || view.asks.step !== step || view.kind === 'emergency-rollback') {
        processes.answer(view.id, step, { choice, note }, typed ?? undefined);
        return;
      }
      switch (choice) {
        case 'watch-on':
          return order('watchOn', { id: view.id, note }, how);
        case 'next-stage':
          return order('promote', { id: view.id, note }, how);
        case 'roll-back':
          return abort(view.id, note);
        default:
          throw new OperatorError(
            'usage',
            `"${choice}" is no answer to this; it can be ${DECISIONS.map((it) => it.id).join(', ')}`,
          );
      }
    },
    list: () =>
      listed()
        .slice(0, MOST_LISTED)
        .map(({ id }) => viewOf(processes.get(id))),
    get,
    said: (id) => records.words(id),
    measured: (id, percentage, check) =>
      [watchId({ percentage }), gateId({ percentage })].flatMap((step) =>
        records.measurements(id, step).filter((it) => it.check === check),
      ),
    latest() {
      const all = listed();
      const [newest = undefined] = [...all.filter(({ endedAt }) => endedAt === null), ...all];
      return newest && viewOf(processes.get(newest.id));
    },
    endOthers: endOthers({ processes, records, listed, clock, actor }),
    subscribe(listener) {
      const undo = [changes.subscribe(listener), processes.subscribe(listener)];
      return () => {
        for (const stop of undo) stop();
      };
    },
    tend,
    async close() {
      cancelTending();
      await lease.close();
    },
  };
}

function durationIn(value: unknown): number {
  return typeof value === 'string' ? durationOf(value) : 0;
}
