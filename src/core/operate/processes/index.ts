import { randomUUID } from 'node:crypto';
import type { Cancel, Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { ProcessRecords, StoredProcess } from '../../store/processes/index.ts';
import { createChanges } from '../approvals/changes.ts';
import { type Ground, refuseInReadOnlyMode, requireConsent } from '../guards.ts';
import { HEARTBEAT_MS, type Owner, ownerState } from '../target-locks.ts';
import type { ActionKind } from './action.ts';
import { adoptionEvents } from './adoption.ts';
import { definitionFlaws } from './definition.ts';
import { createDriver, type Driver } from './driver.ts';
import type { Answer } from './events.ts';
import { gravest } from './gravest.ts';
import { createOutput, readOutput } from './output.ts';
import { scopeOf } from './plan.ts';
import { checkTyped } from './prepare.ts';
import { checkAnswer } from './questions.ts';
import { createRecording, type ProcessJournal, type Recorded } from './recording.ts';
import { type Signal, signalOf } from './signals.ts';
import type { StartOptions } from './start-options.ts';
import { stepState } from './state.ts';
import type { Scope } from './template.ts';
import { usualTimes } from './usual.ts';
import { type ProcessSummary, type ProcessView, rememberingEnded, stepViews, summaryOf } from './view.ts';

export type { StartOptions } from './start-options.ts';
export type { ProcessSummary, ProcessView } from './view.ts';

/** Durable processes: each is driven by one process of the operating system, and can be gone on with by another. */
export interface Processes {
  /**
   * Starts one. It goes on by itself from here.
   *
   * @throws OperatorError `usage` for a definition that cannot be run; `refused` by a guard
   */
  start(options: StartOptions): Promise<{ id: string }>;
  /** By the whole id, or a beginning that only one has. @throws OperatorError `not-found` */
  get(id: string): ProcessView;
  /** What templates about it stand for now: its parameters, and what its steps gave. */
  scope(id: string): Scope;
  /** How long its steps took in earlier runs of the same definition, milliseconds by step. */
  usual(id: string): ReadonlyMap<string, number>;
  /** Those that have not ended, and the latest of the others. */
  list(): ProcessSummary[];
  /**
   * Goes on with what nobody drives, or with what is paused. Of steps of which nobody knows, it asks.
   *
   * @throws OperatorError `refused` when it has ended, or somebody else drives it
   */
  resume(id: string): ProcessView;
  pause(id: string, why: string): void;
  /** Begins nothing further and stops what is under way. With `takesBack`, what was done is taken back. */
  abort(id: string, why: string, takesBack?: boolean): void;
  /**
   * Answers what a step asks.
   *
   * @param typed the profile's name, where that has to be typed
   * @throws OperatorError `usage` when that is no answer; `refused` when nothing is asked
   */
  answer(id: string, step: string, answer: Omit<Answer, 'by'>, typed?: string): void;
  /** Has a step done again that failed and ended the process. @throws OperatorError `refused` */
  retry(id: string, step: string): void;
  /**
   * Goes on with everything that nobody drives: for hosts that stay. In read-only mode what may change something is
   * left to others. With `kind` only what is of it. Gives what was taken over.
   */
  recover(options?: { readOnly: boolean; kind?: string }): ProcessSummary[];
  /** Told after anything changed, by other processes too. */
  subscribe(listener: () => void): () => void;
  /** Lets go of everything: reads are cut short, changes get their last answer. */
  close(): Promise<void>;
}

/** What another process left for us is looked for so often. */
const SIGNALS_EVERY_MS = 500;
const MOST_ENDED = 200;

export function createProcesses(options: {
  ground: Ground;
  journal: ProcessJournal;
  records: ProcessRecords;
  actions: (name: string) => ActionKind | undefined;
  owner: Owner;
  isRunning: (processId: number) => boolean;
  /** Whoever is at this machine. */
  actor: () => string;
  /** Tells when an approval was decided; gives what stops it. */
  onApproval: (listener: () => void) => () => void;
  /** Has the journal say what is known of changes whose process died. */
  settle: () => void;
  clock: Clock;
  log: Log;
  redactor: Redactor;
}): Processes {
  const { ground, journal, records, actions, owner, clock, log } = options;
  const recording = createRecording({ journal, records, redactor: options.redactor, owner });
  const drivers = new Map<string, Driver>();
  const changes = createChanges({ clock, look: records.stamp });
  let cancelSignals: Cancel | null = null;
  let cancelBeat: Cancel | null = null;
  let cancelApprovals: (() => void) | null = null;
  let isClosed = false;

  const drive = (of: Recorded, readOnly: boolean): Driver => {
    const output = createOutput({ process: of.id, records, redactor: options.redactor, clock, log });
    const driver = createDriver({
      of,
      ...{ recording, output },
      ...{ ground, readOnly },
      action: actions,
      clock,
      log,
      actor: options.actor,
      onChange() {
        // When it has ended, and that is recorded, nobody has to drive it any more.
        if (of.state.ended && driver.trouble() === null) {
          output.close();
          letGo(of.id);
          records.dropOutput(of.id);
        }
        changes.tell();
      },
    });
    drivers.set(of.id, driver);
    tend();
    return driver;
  };

  const letGo = (id: string) => {
    if (!drivers.delete(id)) return;
    records.letGo(id, owner);
  };

  /** Heartbeats, signals and approvals matter while something is driven. */
  const tend = () => {
    if (isClosed) return;
    cancelApprovals ??= options.onApproval(() => {
      for (const driver of drivers.values()) driver.lookAgain();
    });
    if (cancelBeat === null) beat();
    if (cancelSignals === null) takeSignals();
  };
  const rest = () => {
    cancelBeat?.();
    cancelSignals?.();
    cancelApprovals?.();
    [cancelBeat, cancelSignals, cancelApprovals] = [null, null, null];
  };
  const beat = () => {
    cancelBeat = clock.after(HEARTBEAT_MS, () => {
      if (drivers.size === 0) return rest();
      quietly(() => records.beat(owner, clock.now()));
      beat();
    });
  };
  const takeSignals = () => {
    cancelSignals = clock.after(SIGNALS_EVERY_MS, () => {
      if (drivers.size === 0) return rest();
      for (const [id, driver] of drivers) {
        quietly(() => {
          for (const { number, signal } of records.signals(id)) {
            // Dropped first: what cannot be done now is not done later either.
            records.dropSignal(number);
            quietly(() => obey(driver, signalOf(signal)));
          }
        });
      }
      takeSignals();
    });
  };
  const quietly = (work: () => void) => {
    try {
      work();
    } catch (error) {
      log.warn('a process could not be told something', { error });
    }
  };

  const obey = (driver: Driver, signal: Signal): void => {
    const { state } = driver.of;
    const at = clock.now();
    const { by } = signal;
    switch (signal.type) {
      case 'answer': {
        const { question } = stepState(state, signal.step);
        if (question === null) throw new OperatorError('refused', `${signal.step} asks nothing now`);
        checkAnswer(question, signal.answer);
        driver.answer(signal.step, signal.answer);
        return;
      }
      case 'pause':
        if (state.paused === null && !state.ended) driver.happen({ at, by, type: 'paused', why: signal.why });
        return;
      case 'resume':
        if (state.paused !== null) driver.happen({ at, by, type: 'resumed', why: signal.why });
        return;
      case 'abort':
        if (state.ended) return;
        driver.happen(
          ...(state.paused && signal.takesBack
            ? [{ at, by, type: 'resumed', why: signal.why } as const]
            : []),
          { at, by, type: 'stopping', as: 'aborted', why: signal.why, takesBack: signal.takesBack },
        );
        driver.stop(new OperatorError('stopped', signal.why));
    }
  };

  const rowOf = (id: string): StoredProcess => {
    const row =
      records.get(id) ??
      only(records.list(MOST_ENDED).filter((it) => id.length >= 4 && it.id.startsWith(id)));
    if (row) return row;
    throw new OperatorError('not-found', `There is no run ${id}`, {
      hint: 'acgs runs list shows what there is.',
    });
  };
  const ownerOf = ({ ownerProcess, ownerHost, heartbeatAt }: StoredProcess): ProcessSummary['owner'] => {
    if (ownerProcess === null || ownerHost === null) return null;
    const of = { processId: ownerProcess, host: ownerHost };
    const isOurs = of.processId === owner.processId && of.host === owner.host;
    const here = { host: owner.host, isRunning: options.isRunning, now: clock.now() };
    return { ...of, state: isOurs ? 'alive' : ownerState({ ...of, heartbeatAt: heartbeatAt ?? 0 }, here) };
  };
  const recordedOf = (row: StoredProcess): Recorded => {
    const of = drivers.get(row.id)?.of ?? recording.load(row);
    if (of) return of;
    throw new OperatorError('internal', `What run ${row.id} does is no longer in the store`);
  };
  const summary = rememberingEnded((row) =>
    summaryOf(row, recordedOf(row), ownerOf(row), drivers.get(row.id)),
  );

  /** Drives what nobody else does. */
  const takeOver = (row: StoredProcess): Driver => {
    const driver = drivers.get(row.id);
    if (driver) return driver;
    const held = ownerOf(row);
    if (held !== null && held.state !== 'dead' && !isOurs(held)) {
      throw new OperatorError(
        'refused',
        `It is driven by process ${held.processId} on ${held.host}`,
        held.state === 'silent'
          ? { hint: 'Nothing was heard of it lately; it can be taken over once it is gone.' }
          : {},
      );
    }
    if (!records.adopt(row, owner, clock.now())) {
      throw new OperatorError('conflict', 'Somebody else took it over just now');
    }
    // What the journal says of changes that were under way is settled before it is read.
    options.settle();
    const of = recordedOf(row);
    const why = held === null ? 'Whoever drove it was closed' : `Process ${held.processId} ended`;
    const taken = drive(of, ground.readOnly ?? false);
    taken.happen(
      ...adoptionEvents(of, { action: actions, journal, now: clock.now(), by: options.actor(), why }),
    );
    // Approved while nobody drove it.
    taken.lookAgain();
    return taken;
  };
  const isOurs = (of: { processId: number; host: string }) =>
    of.processId === owner.processId && of.host === owner.host;

  /** To whoever drives it: ourselves, another process that lives, or ourselves from now on. */
  const tell = (id: string, signal: Signal): void => {
    const row = rowOf(id);
    const driver = drivers.get(row.id);
    if (driver) {
      obey(driver, signal);
      return;
    }
    const held = ownerOf(row);
    if (held !== null && held.state !== 'dead') {
      records.signal(row.id, JSON.stringify(signal), clock.now());
      return;
    }
    if (row.endedAt !== null) throw new OperatorError('refused', 'It has ended');
    obey(takeOver(row), signal);
  };

  return {
    async start({
      definition,
      parameters,
      agreement = 'each',
      readOnly,
      id = randomUUID(),
      by,
      isLeft,
      ...consent
    }) {
      const flaws = definitionFlaws(definition);
      if (flaws.length > 0) throw new OperatorError('usage', `${definition.title}: ${flaws.join('; ')}`);
      const risk = gravest(definition, actions);
      if (risk !== 'read') {
        refuseInReadOnlyMode(ground, readOnly, { risk: 'change', summary: definition.title });
        if (agreement === 'given') await requireConsent(ground, risk, consent);
      }
      const of = recording.start({
        ...{ id, definition, parameters, agreement },
        at: clock.now(),
        by: by ?? options.actor(),
      });
      if (isLeft) records.letGo(id, owner);
      else drive(of, readOnly).happen();
      return { id };
    },
    get(id) {
      const row = rowOf(id);
      const of = recordedOf(row);
      const { parameters, agreement } = of.state;
      const kept = drivers.has(row.id) ? undefined : readOutput(records, row.id);
      const lines = drivers.get(row.id)?.lines() ?? kept?.lines ?? [];
      const risk = gravest(of.definition, actions);
      const stands = { isPaused: of.state.paused !== null, isStopping: of.state.stopping !== null };
      const told = { ...stands, lines, linesAt: kept?.at ?? null };
      return { ...summary(row), risk, parameters, agreement, steps: stepViews(of), ...told };
    },
    usual: (id) => usualTimes(records, rowOf(id).definitionHash),
    scope: (id) => scopeOf(recordedOf(rowOf(id)).state),
    list: () => records.list(MOST_ENDED).map(summary),
    resume(id) {
      const row = rowOf(id);
      if (row.endedAt !== null) throw new OperatorError('refused', 'It has ended');
      const held = ownerOf(row);
      const isElsewhere = held !== null && held.state !== 'dead' && !isOurs(held);
      const by = options.actor();
      const signal: Signal = { type: 'resume', by, why: `${by} resumed it` };
      if (isElsewhere) records.signal(row.id, JSON.stringify(signal), clock.now());
      else obey(takeOver(row), signal);
      return this.get(row.id);
    },
    pause: (id, why) => tell(id, { type: 'pause', by: options.actor(), why }),
    abort: (id, why, takesBack = false) => tell(id, { type: 'abort', by: options.actor(), why, takesBack }),
    answer(id, step, answer, typed) {
      const row = rowOf(id);
      if (row.endedAt !== null) throw new OperatorError('refused', 'It has ended');
      const ended = ownerOf(row);
      const of = ended === null || ended.state === 'dead' ? takeOver(row).of : recordedOf(row);
      const { question } = stepState(of.state, step);
      if (!of.steps.has(step)) throw new OperatorError('not-found', `There is no step ${step} in it`);
      if (question === null) throw new OperatorError('refused', `${step} asks nothing now`);
      const by = options.actor();
      const hash = question.foresight?.hash;
      const full: Answer = { ...answer, by, ...(hash === undefined ? {} : { hash }) };
      checkAnswer(question, full);
      checkTyped(question, answer.choice, typed);
      tell(row.id, { type: 'answer', by, step, answer: full });
    },
    retry(id, step) {
      const row = rowOf(id);
      const held = ownerOf(row);
      const driver =
        row.endedAt === null
          ? takeOver(row)
          : records.adopt(row, owner, clock.now())
            ? drive(recordedOf({ ...row, ownerProcess: held?.processId ?? null }), ground.readOnly ?? false)
            : undefined;
      const { status } = driver ? stepState(driver.of.state, step) : { status: null };
      if (driver === undefined || (status !== 'failed' && status !== 'skipped')) {
        throw new OperatorError('refused', `${step} did not fail: there is nothing to do again`);
      }
      const by = options.actor();
      const at = clock.now();
      const why = `${by} has it done again`;
      driver.happen({ at, by, type: 'reopened', why }, { at, by, type: 'step.reopened', step, why });
    },
    recover({ readOnly, kind } = { readOnly: false }) {
      const mayChange = !readOnly && !ground.readOnly;
      const taken: ProcessSummary[] = [];
      for (const row of records.open()) {
        const held = ownerOf(row);
        if (kind !== undefined && row.kind !== kind) continue;
        if (drivers.has(row.id) || (held !== null && held.state !== 'dead')) continue;
        quietly(() => {
          if (!mayChange && gravest(recordedOf(row).definition, actions) !== 'read') return;
          takeOver(row);
          taken.push(summary(rowOf(row.id)));
        });
      }
      return taken;
    },
    subscribe: changes.subscribe,
    async close() {
      isClosed = true;
      rest();
      const all = [...drivers];
      await Promise.all(all.map(([, driver]) => driver.close()));
      for (const [id] of all) letGo(id);
    },
  };
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
