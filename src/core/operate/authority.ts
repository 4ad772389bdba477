import { OperatorError } from '../kernel/errors.ts';
import type { Actor } from './actor.ts';
import type { Ground } from './guards.ts';
import type { Preview } from './operation.ts';

/** What became of asking a second person for exactly this. */
export interface Standing {
  state: 'missing' | 'pending' | 'approved' | 'rejected';
  /** Of the request; null when there is none. */
  id: string | null;
  /** Who approved or rejected it. */
  decidedBy: string | null;
}

/** What the door asks of those who keep approvals and broken glass. */
export interface Approvals {
  /**
   * Every time anew from what was signed, never from what a row says.
   *
   * @param requester whoever would do it: what they asked for counts, and what they approved of somebody else's; null:
   * whoever asked, as where a run goes on by itself while a third person is logged in. Two have signed it either way.
   */
  standing(preview: Preview, requester: Actor | null): Promise<Standing>;
  /**
   * Asks for the approval of what is shown.
   *
   * @throws OperatorError `refused` when nobody is logged in
   */
  request(asked: { parameters: unknown; preview: Preview; reason: string }): { id: string };
  /**
   * Takes an approval for the one act it is good for.
   *
   * @throws OperatorError `refused` when it is used, expired, or not what was signed
   */
  use(
    id: string,
    act: { operationId: string; preview: Preview; requester: Actor },
  ): Promise<{ approver: string }>;
  /** Journals the broken glass, and opens its review. */
  breakGlass(act: { operationId: string; preview: Preview; requester: Actor; reason: string }): void;
}

/** On whose word a destructive act is done in production. */
export type Authority =
  | { by: 'nobody-needed' }
  | { by: 'approval'; id: string }
  | { by: 'broken-glass'; reason: string };

/** Whoever breaks the glass has to say why, in more than a word. */
export const MIN_REASON_LENGTH = 10;

export function needsApproval(ground: Ground, preview: Pick<Preview, 'risk'>): boolean {
  return preview.risk === 'destructive' && ground.environment === 'production';
}

/**
 * A destructive act in production needs somebody who is logged in and the approval of a second person,
 * or that the glass be broken with a reason.
 *
 * @throws OperatorError `refused`, saying what is missing; `usage` when the reason says nothing
 */
export async function requireAuthority(options: {
  ground: Ground;
  preview: Preview;
  requester: Actor;
  approvals: Approvals;
  /** The reason for doing it without an approval. */
  breakGlass: string | null;
}): Promise<Authority> {
  const { ground, preview, requester, approvals, breakGlass } = options;
  if (!needsApproval(ground, preview)) return { by: 'nobody-needed' };
  const why = `${preview.title}: this is destructive and ${ground.name} is production`;
  if (requester.operator === null) {
    throw new OperatorError('refused', `${why}: somebody has to be logged in for it`, {
      hint: 'Log in as an operator (on the command line: --operator NAME).',
    });
  }
  const { state, id, decidedBy } = await approvals.standing(preview, requester);
  if (state === 'approved' && id !== null) return { by: 'approval', id };
  if (breakGlass !== null) return { by: 'broken-glass', reason: reasonOf(breakGlass) };
  switch (state) {
    case 'pending':
      throw new OperatorError('refused', `${why}: its approval is still pending`, {
        hint: 'Ask a second person to decide it (acgs approvals list shows it), then do it again.',
      });
    case 'rejected':
      throw new OperatorError('refused', `${why}: ${decidedBy ?? 'a second person'} rejected it`, {
        hint: 'Read the reason (acgs approvals list), change what is wrong, and ask again.',
      });
    default:
      throw new OperatorError('refused', `${why}: nobody has approved exactly this yet`, {
        hint: 'Ask for an approval (on the command line: --request-approval REASON), then do it again.',
      });
  }
}

/** @throws OperatorError `usage` when it says too little */
export function reasonOf(written: string): string {
  const reason = written.trim();
  if (reason.length >= MIN_REASON_LENGTH) return reason;
  throw new OperatorError(
    'usage',
    `Breaking the glass needs a reason of at least ${MIN_REASON_LENGTH} characters`,
    { hint: 'Say what is wrong and why it cannot wait for a second person.' },
  );
}
