import { access, constants, lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { listed, metadataOf } from './directory-listing.ts';
import { MOST_COUNTED } from './most-counted.ts';
import type { ObjectStore, ObjectsConfig } from './object-store.ts';

const WHAT = 'the artifact folder';

/** Artifacts kept in a folder, as the guide's /opt/mlops/production/artifacts. */
export function openDirectory(
  config: Extract<ObjectsConfig, { kind: 'directory' }>,
  deps: { clock: Clock },
): ObjectStore {
  const { clock } = deps;
  return {
    async status() {
      const took = stopwatch(clock);
      try {
        await (await opendir(config.path)).close();
        const { bavail, bfree, blocks, bsize } = await statfs(config.path);
        const writable = await access(config.path, constants.W_OK | constants.X_OK).then(
          () => true,
          () => false,
        );
        return {
          responseTimeMs: took(),
          detail: `${writable ? 'writable' : 'read only'}, ${inGibibytes(bavail * bsize)} free`,
          writable,
          freeBytes: bavail * bsize,
          sizeBytes: blocks * bsize,
          usedBytes: (blocks - bfree) * bsize,
        };
      } catch (error) {
        throw inWords(error);
      }
    },
    async count(signal) {
      const counted = { objects: 0, sizeBytes: 0 };
      try {
        for await (const entry of await opendir(config.path, { recursive: true })) {
          signal.throwIfAborted();
          if (!entry.isFile()) continue;
          if (counted.objects === MOST_COUNTED) return { ...counted, isWhole: false };
          counted.objects += 1;
          counted.sizeBytes += (await lstat(join(entry.parentPath, entry.name))).size;
        }
        return { ...counted, isWhole: true };
      } catch (error) {
        signal.throwIfAborted();
        throw inWords(error);
      }
    },
    async *list(signal) {
      try {
        yield* listed(config.path, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw inWords(error);
      }
    },
    metadata: (key) => metadataOf(config.path, key).catch((error: unknown) => Promise.reject(inWords(error))),
    close: async () => {},
  };
}

function inWords(error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const hint = 'Check stores.objects.path in the profile and that the volume is mounted.';
  if (code === 'ENOENT')
    return new OperatorError('not-found', `${WHAT} does not exist`, { hint, cause: error });
  if (code === 'ENOTDIR') return new OperatorError('not-found', `${WHAT} is a file`, { hint, cause: error });
  if (code === 'EACCES' || code === 'EPERM') {
    return new OperatorError('forbidden', `${WHAT} may not be read by this user`, { hint, cause: error });
  }
  return new OperatorError('unreachable', `${WHAT} cannot be read (${String(code ?? 'unknown failure')})`, {
    hint,
    cause: error,
  });
}

function inGibibytes(sizeBytes: number): string {
  return `${(sizeBytes / 1_073_741_824).toFixed(1)} GiB`;
}
