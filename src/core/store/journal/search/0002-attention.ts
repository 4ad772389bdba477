/** How much an entry asks to be looked at. Made anew for what is there: the index is derived. */
export const attention = {
  name: 'attention',
  sql: `
    DELETE FROM indexed;
    INSERT INTO word (word) VALUES ('delete-all');
    DELETE FROM state;
    ALTER TABLE indexed ADD COLUMN attention INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX indexed_by_attention ON indexed (at, idx) WHERE attention > 0;
  `,
};
