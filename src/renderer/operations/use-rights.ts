import type { OperationRequest, OperationRight } from '../../contract/operations.ts';
import { sentence } from '../format/words.ts';
import { useAnswer } from '../state/answer.ts';
import { useActionsDisabled } from '../state/moment.ts';
import { useNow } from '../state/ticker.ts';

/** Rights are asked for again so often while their control is on the screen. */
const ASK_EVERY_MS = 30_000;

/** Why a control cannot be used now; null when it can. */
export type Hindrance = string | null;

/**
 * For each request, why it cannot be asked for now: no right, the past, no connection, rows from before.
 *
 * @param stale why what is shown is not the present; null when it is
 */
export function useHindrances(
  requests: readonly OperationRequest[],
  stale: string | null,
): readonly Hindrance[] {
  const disabled = useActionsDisabled();
  const turn = Math.floor(useNow() / ASK_EVERY_MS);
  const { data, problem } = useAnswer(
    (client, options) => client.operations.rights([...requests], options),
    JSON.stringify(requests),
    turn,
  );
  return requests.map((_, index) => {
    if (disabled !== null) return disabled;
    if (stale !== null) return stale;
    const right: OperationRight | undefined = data?.[index];
    if (right) return right.allowed ? null : sentence(right.reason ?? 'It is not allowed');
    return problem ? `Not known whether you may: ${sentence(problem.message)}` : 'Asking whether you may …';
  });
}
