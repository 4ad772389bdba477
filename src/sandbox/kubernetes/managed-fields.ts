import type { IncomingMessage } from 'node:http';
import { isRecord } from '../record.ts';
import { type KubernetesObject, timestamp } from './objects.ts';

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

/** The object as it is after a manager wrote to it. */
export function written<T extends KubernetesObject>(object: T, { manager, atMs }: Writing): T {
  const parts = ['data', 'spec'].filter((part) => part in object).map((part) => [`f:${part}`, {}]);
  const fieldsV1 = { 'f:metadata': {}, ...Object.fromEntries(parts) };
  const { apiVersion } = object;
  const entry = {
    manager,
    operation: 'Update',
    apiVersion,
    time: timestamp(atMs),
    fieldsType: 'FieldsV1',
    fieldsV1,
  };
  const known = Array.isArray(object.metadata.managedFields) ? object.metadata.managedFields : [];
  const others = known.filter((it) => isRecord(it) && it.manager !== manager);
  return { ...object, metadata: { ...object.metadata, managedFields: [...others, entry] } };
}
