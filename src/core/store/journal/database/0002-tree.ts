/**
 * The inner nodes of the tree, by blocks of 256 entries, since they are no longer in the rows of the entries. A
 * block's nodes stand one after the other in the order in which its entries complete them, 32 bytes each, and
 * are only ever added to. Property `treeFrom`: the rows of the entries before it are of the time before, and hold all
 * nodes that became complete with them, lowest first; those from it on hold their leaf hash alone.
 */
export const tree = {
  name: 'tree',
  sql: `
    CREATE TABLE tree (
      block INTEGER PRIMARY KEY,
      nodes BLOB NOT NULL
    );
    INSERT INTO property (name, value)
      SELECT 'treeFrom', CAST(COALESCE(MAX(idx) + 1, 0) AS TEXT) FROM entry;
  `,
};
