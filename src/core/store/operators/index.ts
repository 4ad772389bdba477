import type { StoreDatabase } from '../database.ts';

/** A person by their public key. Times are epoch milliseconds. */
export interface StoredOperator {
  id: string;
  name: string;
  /** The name as names are compared. */
  nameKey: string;
  /** 32 bytes, base64url. */
  publicKey: string;
  keyPlace: 'key-store' | 'passphrase' | 'elsewhere';
  createdAt: number;
  retiredAt: number | null;
}

export interface OperatorRecords {
  list(): StoredOperator[];
  get(id: string): StoredOperator | undefined;
  /** False when somebody has that name, or that key, already. */
  insert(operator: Omit<StoredOperator, 'retiredAt'>): boolean;
  retire(id: string, at: number): boolean;
}

const COLUMNS = `id, name, name_key AS nameKey, public_key AS publicKey, key_place AS keyPlace,
  created_at AS createdAt, retired_at AS retiredAt`;

export function createOperatorRecords(database: StoreDatabase): OperatorRecords {
  const list = database.prepare<[], StoredOperator>(
    `SELECT ${COLUMNS} FROM operator ORDER BY created_at, id`,
  );
  const get = database.prepare<[string], StoredOperator>(`SELECT ${COLUMNS} FROM operator WHERE id = ?`);
  const insert = database.prepare<Omit<StoredOperator, 'retiredAt'>>(
    `INSERT INTO operator (id, name, name_key, public_key, key_place, created_at)
     VALUES (@id, @name, @nameKey, @publicKey, @keyPlace, @createdAt) ON CONFLICT DO NOTHING`,
  );
  const retire = database.prepare<[number, string]>(
    'UPDATE operator SET retired_at = ? WHERE id = ? AND retired_at IS NULL',
  );
  return {
    list: () => list.all(),
    get: (id) => get.get(id),
    insert: (operator) => insert.run(operator).changes === 1,
    retire: (id, at) => retire.run(at, id).changes === 1,
  };
}
