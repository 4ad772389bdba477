import { recordAt, textAt } from '../connect/kubernetes/fields.ts';

/** Stands where a value is that nobody needs to see to understand the object. */
const HIDDEN = '(hidden)';

/** Names of environment variables that hold what must not be read over a shoulder. */
const SECRET_NAME = /pass(word|wd|phrase)|_pass$|secret|token|credential|api_?key|private_?key|access_?key/i;

/**
 * The object without values that are secret by where they stand: a Secret's data, and environment
 * variables that say by their name what they hold. References to secrets stay, they are only names.
 */
export function hideSecretValues(object: unknown): unknown {
  const shown = walk(object);
  return textAt(object, 'kind') === 'Secret'
    ? { ...recordAt(shown), data: hideAll(object, 'data'), stringData: hideAll(object, 'stringData') }
    : shown;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => {
    if (key === 'env' && Array.isArray(field)) return [key, field.map(hideVariable)];
    // A copy of the whole object, secrets included, that kubectl apply leaves behind.
    if (key === 'kubectl.kubernetes.io/last-applied-configuration') return [key, HIDDEN];
    return [key, walk(field)];
  });
  return Object.fromEntries(fields);
}

function hideVariable(variable: unknown): unknown {
  const secret = SECRET_NAME.test(textAt(variable, 'name') ?? '') && textAt(variable, 'value') !== null;
  return secret ? { ...recordAt(variable), value: HIDDEN } : variable;
}

function hideAll(object: unknown, field: string): unknown {
  const names = Object.keys(recordAt(object, field));
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, HIDDEN]));
}
