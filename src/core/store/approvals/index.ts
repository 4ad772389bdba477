import { type StoreDatabase, synced } from '../database.ts';

/** A request with what became of it. The texts are what was signed, to the byte. */
export interface StoredApproval {
  id: string;
  /** Hexadecimal SHA-256 of what would be done. */
  previewHash: string;
  /** Epoch milliseconds. */
  requestedAt: number;
  request: string;
  requestSignature: string;
  decision: string | null;
  decisionSignature: string | null;
  closed: 'expired' | 'withdrawn' | 'used' | null;
}

/** What was done without an approval, and who looked at it afterwards. */
export interface StoredBrokenGlass {
  id: string;
  at: number;
  act: string;
  review: string | null;
  reviewSignature: string | null;
}

export interface ApprovalRecords {
  get(id: string): StoredApproval | undefined;
  /** Newest first. */
  latest(limit: number): StoredApproval[];
  /** Neither decided nor closed, or approved and not used. */
  open(): StoredApproval[];
  ofPreview(previewHash: string): StoredApproval[];
  /** False when it is there already. */
  insert(
    approval: Pick<StoredApproval, 'id' | 'previewHash' | 'requestedAt' | 'request' | 'requestSignature'>,
  ): boolean;
  /** Once: false when it is decided or closed already. Synced. */
  decide(id: string, decision: string, signature: string): boolean;
  /** Once, whatever other processes do at the same moment: false when it is closed already. Synced. */
  close(id: string, as: NonNullable<StoredApproval['closed']>, at: number): boolean;
  insertBrokenGlass(act: Pick<StoredBrokenGlass, 'id' | 'at' | 'act'>): void;
  brokenGlass(id: string): StoredBrokenGlass | undefined;
  /** Open ones all, reviewed ones the latest. */
  brokenGlasses(limit: number): StoredBrokenGlass[];
  /** Once. Synced. */
  review(id: string, review: string, signature: string): boolean;
  /** Another one after anything of the above changed, in this process or another. */
  stamp(): string;
}

const APPROVAL = `id, preview_hash AS previewHash, requested_at AS requestedAt, request,
  request_signature AS requestSignature, decision, decision_signature AS decisionSignature, closed`;
const GLASS = 'id, at, act, review, review_signature AS reviewSignature';

export function createApprovalRecords(database: StoreDatabase): ApprovalRecords {
  const get = database.prepare<[string], StoredApproval>(`SELECT ${APPROVAL} FROM approval WHERE id = ?`);
  const latest = database.prepare<[number], StoredApproval>(
    `SELECT ${APPROVAL} FROM approval ORDER BY requested_at DESC, id LIMIT ?`,
  );
  const open = database.prepare<[], StoredApproval>(
    `SELECT ${APPROVAL} FROM approval WHERE closed IS NULL ORDER BY requested_at DESC, id`,
  );
  const ofPreview = database.prepare<[string], StoredApproval>(
    `SELECT ${APPROVAL} FROM approval WHERE preview_hash = ? ORDER BY requested_at DESC, id`,
  );
  const insert = database.prepare<Parameters<ApprovalRecords['insert']>[0]>(
    `INSERT INTO approval (id, preview_hash, requested_at, request, request_signature)
     VALUES (@id, @previewHash, @requestedAt, @request, @requestSignature) ON CONFLICT DO NOTHING`,
  );
  const decide = database.prepare<[string, string, string]>(
    `UPDATE approval SET decision = ?, decision_signature = ?
     WHERE id = ? AND decision IS NULL AND closed IS NULL`,
  );
  const close = database.prepare<[string, number, string]>(
    'UPDATE approval SET closed = ?, closed_at = ? WHERE id = ? AND closed IS NULL',
  );
  const insertGlass = database.prepare<Parameters<ApprovalRecords['insertBrokenGlass']>[0]>(
    'INSERT INTO broken_glass (id, at, act) VALUES (@id, @at, @act)',
  );
  const glass = database.prepare<[string], StoredBrokenGlass>(
    `SELECT ${GLASS} FROM broken_glass WHERE id = ?`,
  );
  const glasses = database.prepare<[number], StoredBrokenGlass>(
    `SELECT ${GLASS} FROM broken_glass ORDER BY review IS NOT NULL, at DESC, id LIMIT ?`,
  );
  const review = database.prepare<[string, string, string]>(
    'UPDATE broken_glass SET review = ?, review_signature = ? WHERE id = ? AND review IS NULL',
  );
  const stamp = database
    .prepare<[], string>(
      `SELECT (SELECT count(*) || '.' || count(decision) || '.' || count(closed) FROM approval) || '.' ||
              (SELECT count(*) || '.' || count(review) FROM broken_glass) || '.' ||
              (SELECT count(*) || '.' || count(retired_at) FROM operator)`,
    )
    .pluck();

  return {
    get: (id) => get.get(id),
    latest: (limit) => latest.all(limit),
    open: () => open.all(),
    ofPreview: (previewHash) => ofPreview.all(previewHash),
    insert: (approval) => synced(database, () => insert.run(approval).changes === 1),
    decide: (id, decision, signature) =>
      synced(database, () => decide.run(decision, signature, id).changes === 1),
    close: (id, as, at) => synced(database, () => close.run(as, at, id).changes === 1),
    insertBrokenGlass: (act) => void synced(database, () => insertGlass.run(act)),
    brokenGlass: (id) => glass.get(id),
    brokenGlasses: (limit) => glasses.all(limit),
    review: (id, text, signature) => synced(database, () => review.run(text, signature, id).changes === 1),
    stamp: () => stamp.get() ?? '',
  };
}
