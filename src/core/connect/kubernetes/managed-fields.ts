import { fieldAt, listAt, textAt, timeAt } from './fields.ts';

/** Who wrote to an object, as the API server keeps it. */
export interface Writing {
  /** The field manager. */
  name: string;
  /** Epoch milliseconds, whole seconds. */
  at: number;
}

/**
 * Who last changed what the operator writes; changes of the status alone are the controllers' business.
 * Times have whole seconds: of several within the last one nobody knows who was last, so all are named.
 */
export function lastChange(object: unknown): Writing | null {
  const changes = changesOf(object);
  const last = newest(changes);
  if (last === null) return null;
  const names = changes.filter(({ at }) => at === last.at).map(({ name }) => name);
  return { name: [...new Set(names)].join(' or '), at: last.at };
}

export function changesOf(object: unknown): Writing[] {
  return listAt(object, 'metadata', 'managedFields').flatMap((entry) => {
    const manager = textAt(entry, 'manager');
    const at = timeAt(entry, 'time');
    return manager === null || at === null || onlyStatus(fieldAt(entry, 'fieldsV1'))
      ? []
      : [{ name: manager, at }];
  });
}

/**
 * Who wrote what a field holds now. The API server keeps no time for a field: it is when that manager last changed the
 * object, so the field itself may be older.
 *
 * @param path as managed fields have it: `f:data`, `f:constitutional_hash`
 */
export function writerOf(object: unknown, path: readonly string[]): Writing | null {
  const owners = listAt(object, 'metadata', 'managedFields').flatMap((entry) => {
    const name = textAt(entry, 'manager');
    const at = timeAt(entry, 'time');
    return name === null || at === null || fieldAt(entry, 'fieldsV1', ...path) === undefined
      ? []
      : [{ name, at }];
  });
  return newest(owners);
}

export function newest(changes: readonly Writing[]): Writing | null {
  return changes.reduce<Writing | null>(
    (last, next) => (last === null || next.at >= last.at ? next : last),
    null,
  );
}

function onlyStatus(fields: unknown): boolean {
  return (
    typeof fields === 'object' &&
    fields !== null &&
    'f:status' in fields &&
    !('f:spec' in fields) &&
    !('f:data' in fields)
  );
}
