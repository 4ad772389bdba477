import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';

/** A key of a config map or of a secret, of which a variable of a container takes its value. */
export interface KeyReference {
  kind: 'config map' | 'secret';
  name: string;
  key: string;
  /** It may be missing. */
  optional: boolean;
}

const FIELDS = [
  ['configMapKeyRef', 'config map'],
  ['secretKeyRef', 'secret'],
] as const;

/** @param valueFrom of a variable; null where it names neither */
export function keyReferenceOf(valueFrom: unknown): KeyReference | null {
  for (const [field, kind] of FIELDS) {
    const reference = recordAt(valueFrom, field);
    const name = textAt(reference, 'name');
    const key = textAt(reference, 'key');
    if (name !== null && key !== null) return { kind, name, key, optional: reference.optional === true };
  }
  return null;
}
