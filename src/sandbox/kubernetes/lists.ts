import { apiErrors } from './api-error.ts';
import type { KubernetesObject } from './objects.ts';

export interface Page {
  items: readonly KubernetesObject[];
  resourceVersion: string;
  continueToken: string | undefined;
  remaining: number | undefined;
}

interface Snapshot {
  items: readonly KubernetesObject[];
  revision: number;
}

/**
 * Pages of lists. All pages of one list show the same moment, as etcd's snapshot reads do: stored objects
 * are never changed, so holding on to the array is enough. The oldest snapshots are let go, and then a
 * token is answered 410 like one that etcd has compacted away.
 */
export interface Pager {
  first(items: readonly KubernetesObject[], revision: number, limit: number): Page;
  next(token: string, limit: number): Page;
}

const keptSnapshots = 32;

export function createPager(): Pager {
  const snapshots = new Map<string, Snapshot>();
  let sequence = 0;

  const page = (id: string, { items, revision }: Snapshot, offset: number, limit: number): Page => {
    const end = limit > 0 ? Math.min(items.length, offset + limit) : items.length;
    const remaining = items.length - end;
    return {
      items: items.slice(offset, end),
      resourceVersion: String(revision),
      continueToken: remaining > 0 ? encode(id, revision, end) : undefined,
      remaining: remaining > 0 ? remaining : undefined,
    };
  };

  return {
    first(items, revision, limit) {
      const snapshot = { items, revision };
      if (limit <= 0 || items.length <= limit) {
        return page('', snapshot, 0, 0);
      }
      sequence += 1;
      const id = String(sequence);
      snapshots.set(id, snapshot);
      const [oldest] = snapshots.keys();
      if (snapshots.size > keptSnapshots && oldest !== undefined) {
        snapshots.delete(oldest);
      }
      return page(id, snapshot, 0, limit);
    },
    next(token, limit) {
      const { id, offset } = decode(token);
      const snapshot = snapshots.get(id);
      if (snapshot === undefined) {
        throw apiErrors.expired(
          'The provided continue parameter is too old to display a consistent list result. ' +
            'You must start a new list without the continue parameter.',
        );
      }
      return page(id, snapshot, offset, limit);
    },
  };
}

function encode(id: string, revision: number, offset: number): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, id, start: offset })).toString(
    'base64url',
  );
}

function decode(token: string): { id: string; offset: number } {
  const [, id, start] = /"id":"(\d+)","start":(\d+)}$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (id === undefined || start === undefined) {
    throw apiErrors.badRequest('continue key is not valid');
  }
  return { id, offset: Number(start) };
}
