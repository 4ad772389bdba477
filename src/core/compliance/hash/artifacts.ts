import type { ObjectStore } from '../../connect/objects/object-store.ts';
import type { Clock } from '../../kernel/clock.ts';
import { readArtifactHashes } from '../../observe/artifact-hashes.ts';
import { shownHash } from '../../observe/constitutional-hash.ts';
import type { ArtifactHashes } from '../../store/artifact-hashes/index.ts';
import type { Seen } from './evidence.ts';
import type { Source } from './source.ts';

/** The metadata of what is in the artifact store. */
export function artifactsSource(options: {
  objects: Pick<ObjectStore, 'list' | 'metadata'> | null;
  known: ArtifactHashes;
  /** By which what is known of it is told from what is known of others. */
  name: string;
  clock: Clock;
}): Source {
  const { objects, name, clock } = options;
  return {
    ...{ id: 'artifacts', title: 'Artifact store', quick: 'if-unknown' },
    missing: objects === null ? 'the profile names no artifact store' : 'holds no artifact',
    async look({ signal = new AbortController().signal }) {
      if (objects === null) return [];
      const { total, groups, unseen, isWhole } = await readArtifactHashes({
        ...options,
        store: name,
        objects,
        signal,
      });
      const of = { source: 'artifact metadata', observedAt: clock.now() };
      const which = (count: number, keys: readonly string[]) =>
        `${count} of ${total} artifacts (${keys.map(shownHash).join(', ')}${count > keys.length ? ', …' : ''})`;
      return [
        ...groups.map(
          ({ hash, count, keys }): Seen => ({ ...of, observed: hash, count, which: which(count, keys) }),
        ),
        ...(unseen.count === 0
          ? []
          : [
              {
                ...{ ...of, observed: null, count: unseen.count },
                unverified: `of ${unseen.count} artifacts cannot be seen: ${unseen.why}`,
              },
            ]),
        ...(isWhole
          ? []
          : [
              {
                ...of,
                observed: null,
                unverified: `is of more than ${total} artifacts: the rest was not looked at`,
              },
            ]),
      ];
    },
  };
}
