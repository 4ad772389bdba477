import type { StoreDatabase } from '../database.ts';

/** What one artifact carried when it was looked at. */
export interface KnownArtifact {
  key: string;
  /** Another one whenever the artifact is. */
  version: string;
  hash: string | null;
}

export interface ArtifactHashes {
  /** By key. */
  of(store: string): Map<string, KnownArtifact>;
  /** Writes down what was looked at, and forgets what is not there any more. */
  update(store: string, change: { looked: readonly KnownArtifact[]; gone: readonly string[] }): void;
}

export function createArtifactHashes(database: StoreDatabase): ArtifactHashes {
  const of = database.prepare<[string], KnownArtifact>(
    'SELECT key, version, hash FROM artifact_hash WHERE store = ?',
  );
  const put = database.prepare<KnownArtifact & { store: string }>(
    `INSERT INTO artifact_hash (store, key, version, hash) VALUES (@store, @key, @version, @hash)
     ON CONFLICT (store, key) DO UPDATE SET version = excluded.version, hash = excluded.hash`,
  );
  const forget = database.prepare<[string, string]>('DELETE FROM artifact_hash WHERE store = ? AND key = ?');
  const update = database.transaction(
    (store: string, looked: readonly KnownArtifact[], gone: readonly string[]) => {
      for (const artifact of looked) put.run({ ...artifact, store });
      for (const key of gone) forget.run(store, key);
    },
  );
  return {
    of: (store) => new Map(of.all(store).map((artifact) => [artifact.key, artifact])),
    update: (store, { looked, gone }) => void update(store, looked, gone),
  };
}
