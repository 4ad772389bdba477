/** What artifacts carried in their metadata: looked at again only when an artifact is another one. */
export const artifactHashes = {
  name: 'artifact-hashes',
  sql: `
    CREATE TABLE artifact_hash (
      -- Which artifact store.
      store   TEXT NOT NULL,
      key     TEXT NOT NULL,
      -- Another one whenever the artifact is.
      version TEXT NOT NULL,
      -- Null when it carries none.
      hash    TEXT,
      PRIMARY KEY (store, key)
    ) WITHOUT ROWID;`,
};
