import { isDeepStrictEqual } from 'node:util';
import { textAt } from '../../connect/kubernetes/fields.ts';
import { KubernetesError } from '../../connect/kubernetes/index.ts';
import { changesOf, newest } from '../../connect/kubernetes/managed-fields.ts';
import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';

/** At the head of a JSON patch, it makes the server refuse when the object is no longer the one that was read. */
export function versionGuard(object: unknown) {
  const value = textAt(object, 'metadata', 'resourceVersion');
  return { op: 'replace', path: '/metadata/resourceVersion', value } as const;
}

/** How often a change is tried again when only the object's status moved under it. */
const MOST_TRIES = 5;

/**
 * Sends a change that carries the version it was made for. A version that moved is no conflict as long
 * as what the operator was shown still holds: the controllers write the status all the time. `send` is
 * tried again only after the server said that it did nothing.
 *
 * @param start the object as the preview saw it
 * @throws OperatorError `conflict`, saying who changed it and when
 */
export async function sendWithVersion(options: {
  words: string;
  start: unknown;
  read: () => Promise<unknown>;
  /** Whether what the preview showed still holds. */
  holds: (object: unknown) => boolean;
  send: (object: unknown) => Promise<unknown>;
}): Promise<unknown> {
  const { words, read, holds, send } = options;
  let object = options.start;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(object);
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
      // The server did nothing; not being able to look again does not change that.
      const now = await read().catch(() => {
        throw error;
      });
      if (!holds(now) || tries === MOST_TRIES) throw changedMeanwhile(words, options.start, now, error);
      object = now;
    }
  }
}

/** A conflict with the name and time of the last change, where the API server kept them. */
export function changedMeanwhile(
  words: string,
  before: unknown,
  now: unknown,
  cause?: unknown,
): OperatorError {
  // Old API servers do not note who scaled: better nobody named than the author of an older change. Times
  // have whole seconds, so what is new is told by not having been there, not by being the latest.
  const known = changesOf(before);
  const last = newest(
    changesOf(now).filter((change) => !known.some((old) => isDeepStrictEqual(old, change))),
  );
  const who = last === null ? '' : `, last by ${last.name} at ${toIso(last.at)}`;
  return new OperatorError(
    'conflict',
    `${words} was changed by somebody else meanwhile${who}; nothing was done`,
    {
      hint: 'Look at what is there now, then do it again if it is still right.',
      cause,
    },
  );
}

/** For a change of what is not there any more. */
export function deletedMeanwhile(words: string, cause: unknown): OperatorError {
  return new OperatorError('not-found', `${words} is gone: somebody deleted it meanwhile; nothing was done`, {
    hint: 'Find out who did, before it is made anew.',
    cause,
  });
}
