import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { Consent } from '../guards.ts';
import type { Call, Inverse, Risk } from '../operation.ts';
import type { JsonObject } from './definition.ts';

/** Something a step can do. Whatever changes the world does so through the door, with one operation. */
export interface ActionKind<Input = unknown> {
  /** `cluster.restart`, `http.get`, `manual`. */
  name: string;
  title: string;
  /** At least. */
  risk: Risk;
  input: z.ZodType<Input>;
  /** It is foreseen before it is done although it changes nothing: somebody may have to say something first. */
  asksBefore?: true;
  /** What it would do, without doing it. */
  foresee(input: Input, context: ActionContext): Promise<Foresight>;
  /** Whether it is done already, asked of the world. Left out where nobody can tell. */
  probe?(input: Input, context: ActionContext): Promise<Probed>;
  /** Asks a second person to approve it. */
  requestApproval?(input: Input, context: ActionContext, reason: string): Promise<void>;
  /**
   * Does it. A `read` may be done again at any time.
   *
   * @throws OperatorError when it failed and that is known; LeftUnknown when nobody knows whether it was done
   */
  run(input: Input, context: ActionContext): Promise<Ending>;
}

export interface ActionContext {
  /** Of the process. */
  runId: string;
  stepId: string;
  /** Of what the process does, hexadecimal SHA-256. */
  definitionHash: string;
  /** From 1 on. */
  attempt: number;
  /** When its first attempt began, epoch milliseconds: what is waited for is counted from here, whatever restarted. */
  begunAt: number;
  /** Nothing may be changed, not even what is kept here. */
  isDryRun?: true;
  clock: Clock;
  signal: AbortSignal;
  /** A line for whoever looks on. */
  progress(line: string): void;
  /** How the operator agreed to it. */
  consent: ActionConsent;
}

export interface ActionConsent extends Consent {
  readOnly: boolean;
  /** Of the preview that the operator agreed to; it is refused when it would be something else by now. */
  hash?: string;
  /** Why it is done without the approval it needs. */
  breakGlass?: string | null;
}

/** What is known before a step is done. */
export interface Foresight {
  /**
   * `simulated`: the server went through the motions, or the difference is known. `probed`: the read really ran.
   * `not-predictable`: what comes of it shows only when it is done.
   */
  how: 'simulated' | 'probed' | 'not-predictable';
  /** One sentence. */
  words: string;
  risk: Risk;
  /** What will be sent, exactly. Holds no secret. */
  calls: readonly Call[];
  diff: string | null;
  notes: readonly string[];
  /** What a read gave. */
  output?: JsonValue;
  /** What an agreement or an approval is for. */
  hash?: string;
  /** The name that has to be typed to agree; left out where a yes is enough. */
  typeToAgree?: string;
  /** A second person's approval that is missing, pending or rejected; left out where none is needed or it is there. */
  approval?: 'missing' | 'pending' | 'rejected';
}

/** `done` is null when the world does not tell. */
export interface Probed {
  done: boolean | null;
  words: string;
}

export type Ending =
  | {
      end: 'done';
      words: string;
      output?: JsonValue;
      /** What the record keeps beside the output: journal indexes, answers of servers. */
      evidence?: JsonObject;
      /** The operation that takes it back, where one does. */
      inverse?: Inverse | null;
    }
  /** `final`: trying again would repeat what was done, or mends nothing. */
  | { end: 'failed'; words: string; output?: JsonValue; evidence?: JsonObject; final?: boolean }
  /** It needs a person. What they answer is its output. */
  | { end: 'asks'; question: Question };

/** What a person is asked. */
export interface Question {
  /**
   * `manual`: do this and say that it is done. `decision`: choose. `approval`: a second person's. `agree`: a change
   * is about to be made. `judge`: whether to do a step whose condition nobody can tell. `unknown`: whether it was
   * done is not known.
   */
  kind: 'manual' | 'decision' | 'approval' | 'agree' | 'judge' | 'unknown';
  text: string;
  choices: readonly Choice[];
  /** What is chosen where nobody is asked, as in practice. */
  recommended?: string;
  /** Set when one has to be written, at least so many characters. */
  minNoteLength: number;
  /** What would be done, where it is to be agreed to. */
  foresight?: Foresight;
  /** What the world says by now, where it is not known whether something was done. */
  probed?: Probed;
  /** Of the approval that is waited for. */
  approval?: string;
}

export interface Choice {
  /** `done`, `retry`, `restart`. */
  id: string;
  title: string;
}
