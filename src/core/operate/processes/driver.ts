import type { Cancel, Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { Ground } from '../guards.ts';
import type { ActionKind, Probed } from './action.ts';
import { carryOut, nextTry } from './carry-out.ts';
import { type StepDefinition, UNDO } from './definition.ts';
import type { Answer, ProcessEvent } from './events.ts';
import type { Output, ProgressLine } from './output.ts';
import { plan, scopeOf } from './plan.ts';
import { consentOf, type Prepared, prepare, probe } from './prepare.ts';
import { answeredResult, judgeQuestion, unknownQuestion } from './questions.ts';
import type { Recorded, Recording } from './recording.ts';
import { resolveStep } from './resolve-step.ts';
import { apply, stepState } from './state.ts';

/** Drives one process as long as this operating-system process owns it. */
export interface Driver {
  readonly of: Recorded;
  /** Why nothing can be recorded, so that nothing goes on; null while all is well. */
  trouble(): string | null;
  /** Whether it is being looked at whether what a step waits for has come. */
  looks(): boolean;
  /** The latest lines of the steps that are under way. */
  lines(): readonly ProgressLine[];
  /** Something happened from outside; goes on with what follows from it. */
  happen(...events: ProcessEvent[]): void;
  /** Looks again at what waits for somebody else's word. */
  lookAgain(): void;
  answer(step: string, answer: Answer): void;
  /** Stops what is under way; it is told as stopped. */
  stop(reason: OperatorError): void;
  /** Stops driving: reads are left to be done again by whoever drives next, changes get their last answer. */
  close(): Promise<void>;
}

type StepResult = Extract<ProcessEvent, { type: 'step.result' }>;

/** What can be answered to by itself is tried again after so long, when the record could not be written. */
const RECORD_AGAIN_MS = 5000;
/** Taking back is tried so often by itself. */
const MOST_UNDOS = 10;
/** Of parallel branches. */
const MOST_AT_ONCE = 16;

export function createDriver(options: {
  of: Recorded;
  recording: Recording;
  output: Output;
  ground: Ground;
  readOnly: boolean;
  action: (name: string) => ActionKind | undefined;
  clock: Clock;
  log: Log;
  /** In whose name the process does something by itself. */
  actor: () => string;
  onChange: () => void;
}): Driver {
  const { of, recording, output, ground, readOnly, clock, log, actor, onChange } = options;
  /** Steps under way here: being looked at beforehand, or being done. */
  const under = new Map<string, { controller: AbortController; isAct: boolean; done: Promise<void> }>();
  /** What was found out before a change, until it is begun. */
  const prepared = new Map<string, Prepared>();
  /** Happened, and not recorded yet. */
  let owed: ProcessEvent[] = [];
  /** To be begun once their intent is recorded. */
  let begun: (() => void)[] = [];
  let trouble: string | null = null;
  let isClosing = false;
  let cancelWake: Cancel = () => {};
  let cancelRetry: Cancel = () => {};

  const note = (event: ProcessEvent) => {
    const clean = recording.clean(event);
    of.state = apply(of.state, clean);
    owed.push(clean);
  };
  const now = () => ({ at: clock.now(), by: actor() });

  const progress = (step: string) => (line: string) => {
    output.add(step, line);
    onChange();
  };

  /** Runs beside the others until `work` says what happened. */
  const take = (step: string, isAct: boolean, work: (controller: AbortController) => Promise<() => void>) => {
    const controller = new AbortController();
    const done = Promise.withResolvers<void>();
    // Known to be under way before it begins: the first thing that it does may have others look again.
    under.set(step, { controller, isAct, done: done.promise });
    const working = work(controller).then(
      (then) => {
        under.delete(step);
        then();
      },
      (error: unknown) => {
        under.delete(step);
        log.error('a step went wrong in the engine itself', { step, error });
        if (!isClosing) happen(failure(step, problemOf(error).message));
      },
    );
    done.resolve(working);
  };

  const failure = (step: string, words: string): StepResult => ({
    ...now(),
    type: 'step.result',
    step,
    attempt: stepState(of.state, step).attempts,
    status: 'failed',
    words,
    ...{ output: null, evidence: null, inverse: null, retryAt: null },
  });

  const contextOf = (step: StepDefinition, attempt: number) => ({
    runId: of.id,
    stepId: step.id,
    definitionHash: of.state.definitionHash,
    attempt,
    begunAt: stepState(of.state, step.id).begunAt ?? clock.now(),
    clock,
    progress: progress(step.id),
    consent: consentOf({
      ...{ ground, readOnly },
      answer: stepState(of.state, step.id).answer,
      prepared: prepared.get(step.id),
    }),
  });

  /** Stopped meanwhile: only what takes back is still begun. */
  const isTooLate = ({ id }: StepDefinition): boolean =>
    isClosing || of.state.ended !== null || (of.state.stopping !== null && !id.startsWith(UNDO));

  /** Begins a step; a change only once it is known what it would do, and agreed to. Records nothing by itself. */
  const begin = (step: StepDefinition): void => {
    let resolved: ReturnType<typeof resolveStep>;
    try {
      resolved = resolveStep(step, options.action, scopeOf(of.state));
    } catch (error) {
      note(failure(step.id, problemOf(error).message));
      return;
    }
    const { action, input } = resolved;
    const attempt = stepState(of.state, step.id).attempts + 1;
    if ((action.risk !== 'read' || action.asksBefore) && !prepared.has(step.id)) {
      const { answer } = stepState(of.state, step.id);
      take(step.id, false, async (controller) => {
        const context = { ...contextOf(step, attempt), signal: controller.signal };
        const found = await prepare({ action, input, context, answer, agreement: of.state.agreement });
        return () => {
          // Answered meanwhile: what was found goes by the answer before.
          if (isTooLate(step) || stepState(of.state, step.id).answer !== answer) return advance();
          if ('question' in found) {
            if (sameQuestion(step.id, found.question)) return onChange();
            return happen({ ...now(), type: 'step.asked', step: step.id, question: found.question });
          }
          if ('problem' in found) {
            const at = clock.now();
            const retryAt = found.isFinal ? null : nextTry(step, stepState(of.state, step.id), attempt, at);
            return happen({ ...failure(step.id, found.problem), attempt, retryAt });
          }
          prepared.set(step.id, found);
          // Whoever decided meanwhile has answered the question.
          if (stepState(of.state, step.id).status === 'waiting')
            note({ ...now(), type: 'step.answered', step: step.id, answer: found.answer });
          advance();
        };
      });
      return;
    }
    note({ ...now(), type: 'step.intent', step: step.id, attempt, input: asJson(input) });
    const context = contextOf(step, attempt);
    prepared.delete(step.id);
    begun.push(() =>
      take(step.id, true, async (controller) => {
        if (isTooLate(step)) controller.abort(new OperatorError('stopped', 'Stopped before it began'));
        const before = stepState(of.state, step.id);
        const event = await carryOut({ step, action, input, of: before, context, controller }, actor());
        return () => {
          // A read that was cut short by closing is done again by whoever drives next.
          if (
            isClosing &&
            event.type === 'step.result' &&
            event.status !== 'unknown' &&
            controller.signal.aborted
          )
            return;
          happen(event);
        };
      }),
    );
  };

  const sameQuestion = (step: string, asked: unknown): boolean =>
    JSON.stringify(stepState(of.state, step).question) === JSON.stringify(asked);

  /** Whether it was done is asked of the world, then of the operator. */
  const lookAfter = (step: StepDefinition) => {
    take(step.id, false, async (controller) => {
      const { attempts, words } = stepState(of.state, step.id);
      const context = { ...contextOf(step, attempts), signal: controller.signal };
      const probed = await probe(options.action, step, scopeOf(of.state), context);
      return () => {
        if (isClosing || stepState(of.state, step.id).status !== 'unknown') return;
        const known = knownAfter(step, probed);
        if (known !== null) return happen(known);
        happen({ ...now(), type: 'step.asked', step: step.id, question: unknownQuestion(words, probed) });
      };
    });
  };

  /** What nobody has to be asked, where it is to go on by itself. */
  const knownAfter = (step: StepDefinition, probed: Probed | null): ProcessEvent | null => {
    if (of.definition.unattended !== true) return null;
    const { attempts } = stepState(of.state, step.id);
    if (probed?.done === true)
      return { ...failure(step.id, `Seen to be done: ${probed.words}`), status: 'succeeded' };
    if (!step.id.startsWith(UNDO) || attempts >= MOST_UNDOS) return null;
    return { ...now(), type: 'step.reopened', step: step.id, why: 'nobody knows whether it was done' };
  };

  /** Goes on with whatever follows from what is known, and records it. */
  const advance = (): void => {
    if (isClosing) {
      flush();
      return;
    }
    for (let again = true; again; ) {
      again = false;
      const { moves, wakeAt } = plan(of.definition, of.state, clock.now());
      cancelWake();
      if (wakeAt !== null) cancelWake = clock.after(wakeAt - clock.now(), advance);
      for (const move of moves) {
        if ('step' in move && under.has(move.step.id)) continue;
        switch (move.do) {
          case 'begin':
            if (under.size + begun.length < MOST_AT_ONCE) begin(move.step);
            // It failed before it began: something else follows from that.
            again ||= stepState(of.state, move.step.id).status === 'failed';
            break;
          case 'skip':
            note({ ...now(), type: 'step.skipped', step: move.step.id, why: move.why });
            again = true;
            break;
          case 'judge':
            note({ ...now(), type: 'step.asked', step: move.step.id, question: judgeQuestion() });
            break;
          case 'stop':
            note({ ...now(), type: 'stopping', as: 'failed', why: move.why, takesBack: move.takesBack });
            again = true;
            break;
          case 'end':
            note({ ...now(), type: 'ended', as: move.as, why: move.why });
        }
      }
    }
    for (const [id, step] of of.steps) {
      const { status, question } = stepState(of.state, id);
      if (status === 'unknown' && question === null && !under.has(id) && !of.state.ended) lookAfter(step);
    }
    flush();
  };

  /** Nothing that goes by an event is done before the event is on the disk. */
  const flush = (): void => {
    if (owed.length > 0) {
      try {
        recording.write(of, owed);
        owed = [];
        trouble = null;
      } catch (error) {
        trouble = `Nothing goes on, since it cannot be recorded: ${problemOf(error).message}`;
        log.error('a process cannot be recorded', { process: of.id, error });
        cancelRetry();
        cancelRetry = clock.after(RECORD_AGAIN_MS, flush);
        onChange();
        return;
      }
    }
    const begins = begun;
    begun = [];
    for (const start of begins) start();
    onChange();
  };

  const happen = (...events: ProcessEvent[]): void => {
    for (const event of events) note(event);
    advance();
  };

  return {
    of,
    trouble: () => trouble,
    looks: () => [...under.keys()].some((step) => stepState(of.state, step).status === 'waiting'),
    lines: output.lines,
    happen,
    lookAgain() {
      for (const [id, step] of of.steps) {
        if (stepState(of.state, id).question?.kind === 'approval' && !under.has(id)) begin(step);
      }
      advance();
    },
    answer(step, answer) {
      const { question, attempts } = stepState(of.state, step);
      if (question === null) throw new OperatorError('refused', `${step} asks nothing now`);
      const at = clock.now();
      const answered = { at, by: answer.by, type: 'step.answered', step, answer } as const;
      happen(answered, ...answeredResult(question, answer, { at, step, attempt: attempts }));
    },
    stop(reason) {
      for (const { controller } of under.values()) controller.abort(reason);
    },
    async close() {
      isClosing = true;
      cancelWake();
      cancelRetry();
      for (const { controller } of under.values()) {
        controller.abort(new OperatorError('stopped', 'The control center was closed'));
      }
      await Promise.all([...under.values()].map(({ done }) => done));
      flush();
      cancelRetry();
      output.close();
    },
  };
}

function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null));
}
