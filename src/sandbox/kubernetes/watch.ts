import { ApiError } from './api-error.ts';
import type { Change, ObjectCollection } from './collection.ts';
import type { KubernetesObject } from './objects.ts';

export type WatchType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchQuery {
  matches: (object: KubernetesObject) => boolean;
  /** `''` or `'0'`: begin with what is there now; otherwise continue after that version. */
  resourceVersion: string;
  bookmarks: boolean;
}

interface WatchOptions {
  collection: ObjectCollection;
  apiVersion: string;
  kind: string;
  revision: () => number;
  query: WatchQuery;
  send: (type: WatchType, object: unknown) => void;
}

export interface Watch {
  /** Tells the client how far it is, so that it can resume from there later. */
  bookmark(): void;
  stop(): void;
}

/**
 * Streams the changes of a collection. A version that is too old is told inside the stream, as the real
 * server's watch cache does: HTTP 200 and one ERROR event with a Status of 410.
 */
export function startWatch({ collection, apiVersion, kind, revision, query, send }: WatchOptions): Watch {
  const { matches, resourceVersion, bookmarks } = query;
  const bookmark = () => {
    if (bookmarks) {
      send('BOOKMARK', {
        kind,
        apiVersion,
        metadata: { resourceVersion: String(revision()), creationTimestamp: null },
      });
    }
  };
  if (resourceVersion === '' || resourceVersion === '0') {
    for (const object of collection.list()) {
      if (matches(object)) {
        send('ADDED', object);
      }
    }
  } else {
    try {
      for (const change of collection.changesSince(Number(resourceVersion))) {
        forward(change, matches, send);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      send('ERROR', error.toStatus());
      return { bookmark: () => {}, stop: () => {} };
    }
  }
  const stop = collection.subscribe((change) => forward(change, matches, send));
  return { bookmark, stop };
}

/** An object that begins to match is added, one that no longer does is deleted, whatever really happened. */
function forward(
  { type, object, previous }: Change<KubernetesObject>,
  matches: WatchQuery['matches'],
  send: WatchOptions['send'],
): void {
  const was = previous !== undefined && matches(previous);
  const is = type !== 'DELETED' && matches(object);
  if (is) {
    send(was ? 'MODIFIED' : 'ADDED', object);
  } else if (was) {
    const { resourceVersion } = object.metadata;
    send('DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } });
  }
}
