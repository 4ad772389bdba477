import type { AlertLevel } from '../../store/alerts/index.ts';
import type { Message } from './message.ts';

/** Somebody who is told of alerts. */
export interface Receiver {
  /** As the profile calls it. */
  name: string;
  kind: 'desktop' | 'webhook' | 'email';
  /** Milder ones are not told. */
  from: AlertLevel;
  /** Whether it is there at all now; what happens meanwhile is not told later. */
  isThere(): boolean;
  /**
   * Hands a message over.
   *
   * @param id the same for every try, so that the other side can tell a repetition
   * @returns what was wrong although it was taken, in one sentence; null: nothing
   * @throws OperatorError when it was not taken; `retryable` says whether trying again can help
   */
  send(message: Message, id: string): Promise<string | null>;
  /** Cuts what is still on its way, when nobody waits for it any more. */
  cut?(): void;
}
