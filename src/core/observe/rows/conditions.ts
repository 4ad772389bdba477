import { fieldAt, listAt, textAt } from '../../connect/kubernetes/fields.ts';

export interface Condition {
  status: string | null;
  reason: string | null;
  message: string | null;
}

/** One entry of `status.conditions`; null when the object has none of that type. */
export function conditionOf(object: unknown, type: string): Condition | null {
  const found = listAt(object, 'status', 'conditions').find((entry) => fieldAt(entry, 'type') === type);
  if (found === undefined) return null;
  return {
    status: textAt(found, 'status'),
    reason: textAt(found, 'reason'),
    message: textAt(found, 'message'),
  };
}

/** Messages of a cluster can run to pages; a row keeps what a screen can show. */
export function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}
