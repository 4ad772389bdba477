import { basename } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import { readDocumentHashes } from '../../observe/document-hashes.ts';
import type { Seen } from './evidence.ts';
import type { Source } from './source.ts';

/** The files that the profile names; no component where it names none. */
export function documentsSource(paths: readonly string[], { clock }: { clock: Clock }): Source | null {
  if (paths.length === 0) return null;
  return {
    ...{ id: 'documents', title: 'Documents', quick: 'now', missing: 'state no constitutional hash' },
    look: async () => (await Promise.all(paths.map((path) => documentOf(path, clock)))).flat(),
  };
}

/** By its name alone: where it is kept is nobody's business on a screen. */
async function documentOf(path: string, clock: Clock): Promise<Seen[]> {
  const source = `document ${basename(path)}`;
  try {
    const stated = await readDocumentHashes(path);
    const observedAt = clock.now();
    if (stated.length === 0) {
      return [{ source, observed: null, observedAt, unverified: 'states no constitutional hash' }];
    }
    return [...Map.groupBy(stated, ({ value }) => value)].map(([observed, places]) => ({
      source: `${source}, line ${places
        .map(({ line }) => line)
        .slice(0, 5)
        .join(', ')}`,
      ...{ observed, observedAt, count: places.length },
    }));
  } catch (error) {
    return [{ source, observed: null, observedAt: null, unverified: problemOf(error).message }];
  }
}
