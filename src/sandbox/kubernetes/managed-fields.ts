import type { IncomingMessage } from 'node:http';
import { isRecord } from '../record.ts';
import { type KubernetesObject, timestamp } from './objects.ts';
import { changedPaths, withoutPaths, withPaths } from './owned-fields.ts';

/** Who writes, and when; the API server keeps the last time of each, with what they own. */
interface Writing {
  manager: string;
  atMs: number;
}

/** The manager that a request names, or the program that sent it, as the API server takes it. */
export function managerOf(request: IncomingMessage, query: URLSearchParams): string {
  const agent = (request.headers['user-agent'] ?? '').split('/')[0]?.trim();
  return query.get('fieldManager') || agent || 'unknown';
}

/**
 * The object as it is after a manager wrote to it: what it changed is its own from now on, and nobody else's.
 *
 * @param before left out: all of it is new
 */
export function written<T extends KubernetesObject>(
  object: T,
  { manager, atMs }: Writing,
  before?: KubernetesObject,
): T {
  const changed = changedPaths(before, object);
  const { managedFields } = object.metadata;
  const known = Array.isArray(managedFields) ? managedFields.filter(isRecord) : [];
  const own = known.find((entry) => entry.manager === manager);
  const others = known.flatMap((entry) => {
    if (entry === own) return [];
    const fieldsV1 = withoutPaths(entry.fieldsV1, changed);
    return Object.keys(fieldsV1).length === 0 ? [] : [{ ...entry, fieldsV1 }];
  });
  const entry = {
    ...{ manager, operation: 'Update', apiVersion: object.apiVersion, time: timestamp(atMs) },
    ...{ fieldsType: 'FieldsV1', fieldsV1: withPaths(own?.fieldsV1, changed) },
  };
  return { ...object, metadata: { ...object.metadata, managedFields: [...others, entry] } };
}
