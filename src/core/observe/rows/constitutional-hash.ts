import { fieldAt, listAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';

const KEY = /(?:^|[/.])constitutional[-_]?hash$/i;

/** Whether an annotation, a label or a key of a config map is named for the constitutional hash. */
export function isConstitutionalHashKey(key: string): boolean {
  return KEY.test(key);
}

/**
 * The constitutional hash that a pod, or a template for pods, carries: CONSTITUTIONAL_HASH in the
 * environment of a container, else an annotation or label of that name, with or without a prefix.
 */
export function constitutionalHashOf(podLike: unknown): string | null {
  for (const container of listAt(podLike, 'spec', 'containers')) {
    for (const variable of listAt(container, 'env')) {
      if (fieldAt(variable, 'name') !== 'CONSTITUTIONAL_HASH') continue;
      const value = textAt(variable, 'value');
      if (value !== null) return value;
    }
  }
  for (const place of ['annotations', 'labels']) {
    for (const [key, value] of textsAt(podLike, 'metadata', place))
      if (isConstitutionalHashKey(key)) return value;
  }
  return null;
}
