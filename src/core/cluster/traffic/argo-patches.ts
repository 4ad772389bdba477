import { isDeepStrictEqual } from 'node:util';
import { fieldAt, recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { type Clock, patience, sleep } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import { LeftUnknown, NotDone } from '../../operate/ending.ts';
import { hideSecretValues } from '../hidden-values.ts';
import { changedMeanwhile, sendWithVersion, versionGuard } from '../operations/conflict.ts';
import { FIELD_MANAGER } from '../operations/target.ts';
import { yamlDiff } from '../operations/text-diff.ts';
import type { ArgoPatch } from './argo-orders.ts';
import { decisiveIn } from './argo-rollout.ts';
import { patchWeighted, readWeighted } from './weighted-object.ts';

/** A patch with the version that it is made for: what the plugin leaves out, and writes over others. */
export function requestOf(
  path: string,
  { at, type, body }: ArgoPatch,
  rollout: unknown,
): { path: string; contentType: string; body: unknown } {
  return {
    path: at === 'status' ? `${path}/status` : path,
    contentType: `application/${type === 'merge' ? 'merge-patch' : 'json-patch'}+json`,
    body:
      type === 'merge'
        ? {
            metadata: { resourceVersion: textAt(rollout, 'metadata', 'resourceVersion') },
            ...recordAt(body),
          }
        : [versionGuard(rollout), ...(Array.isArray(body) ? body : [])],
  };
}

/** How long its controller has to take up what it was told. */
const CONTROLLER_MS = 30_000;
const LOOK_EVERY_MS = 500;

/**
 * Sends the patches one after the other; each is for what the one before it left, and waits until it is due.
 *
 * @returns the versions that they made
 * @throws OperatorError `conflict` where somebody else told it something since it was read
 */
export async function sendAll(options: {
  kubernetes: Pick<Kubernetes, 'request'>;
  path: string;
  words: string;
  rollout: unknown;
  patches: readonly ArgoPatch[];
  clock: Clock;
  signal: AbortSignal;
  dryRun?: 'All' | undefined;
}): Promise<(string | null)[]> {
  const { kubernetes, path, words, rollout, patches, clock, signal, dryRun } = options;
  const read = (signal: AbortSignal) => readWeighted(kubernetes, path, words, signal);
  const whenDue = async (patch: ArgoPatch, found: unknown): Promise<unknown> => {
    if (patch.isDue === undefined || dryRun !== undefined) return found;
    const until = clock.now() + patience(clock, CONTROLLER_MS);
    for (let now = found; ; now = await read(signal)) {
      // What somebody else put there meanwhile is not what this is for.
      if (!isDeepStrictEqual(fieldAt(now, 'spec'), fieldAt(found, 'spec'))) {
        throw changedMeanwhile(words, found, now);
      }
      const why = patch.isDue(now);
      if (why === null) return now;
      if (clock.now() >= until) throw new NotDone('unreachable', `${words}: ${why}`);
      await sleep(clock, LOOK_EVERY_MS, signal);
    }
  };
  const send = async (patch: ArgoPatch, found: unknown): Promise<unknown> => {
    const start = await whenDue(patch, found);
    const decisive = decisiveIn(start);
    return sendWithVersion({
      ...{ words, start },
      read: () => read(signal),
      holds: (current) => isDeepStrictEqual(decisiveIn(current), decisive),
      send: (current) =>
        patchWeighted(
          kubernetes,
          { ...requestOf(path, patch, current), query: { fieldManager: FIELD_MANAGER, dryRun }, signal },
          words,
        ),
    });
  };
  const versions: (string | null)[] = [];
  let start = rollout;
  for (const patch of patches) {
    const answer = await send(patch, start).catch((error: unknown) => {
      if (versions.length === 0 || dryRun !== undefined) throw error;
      throw new LeftUnknown(
        'internal',
        `${words} is told one half of it, and not the other: ${problemOf(error).message}`,
        {
          hint: 'Do it again: what is left is done then.',
          cause: error,
        },
      );
    });
    versions.push(textAt(answer, 'metadata', 'resourceVersion'));
    // A rehearsal leaves nothing that the next one could follow.
    if (dryRun === undefined) start = answer;
  }
  return versions;
}

export function argoDiff(words: string, rollout: unknown, patches: readonly ArgoPatch[]): string | null {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  const show = (path: readonly string[], value: unknown) => {
    const key = path.join('.');
    before[key] = hideSecretValues(fieldAt(rollout, ...path) ?? null);
    after[key] = hideSecretValues(value);
  };
  for (const { type, body } of patches) {
    if (type === 'json') show(['spec', 'template'], fieldAt(body, '0', 'value'));
    else {
      for (const [part, fields] of Object.entries(recordAt(body))) {
        for (const [field, value] of Object.entries(recordAt(fields))) show([part, field], value);
      }
    }
  }
  return patches.length === 0 ? null : yamlDiff(words, before, after);
}
