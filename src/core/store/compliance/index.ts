import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StoreDatabase } from '../database.ts';
import { type ComplianceHours, createComplianceHours } from './hours.ts';
import { type ComplianceItems, createComplianceItems } from './items.ts';

/** A validation as it is listed. */
export interface AssessmentRow {
  id: string;
  /** Epoch milliseconds. */
  checkedAt: number;
  mode: 'quick' | 'production' | 'emergency' | 'daily';
  verdict: 'compliant' | 'violated' | 'inconclusive';
  /** 0 to 1; null when nothing was known. */
  score: number | null;
}

export interface ComplianceRecords {
  /** The figures alone, kept for longer. */
  hours: ComplianceHours;
  /** The same of each item of a part. */
  items: ComplianceItems;
  /** @param content JSON */
  insert(row: AssessmentRow, content: string): void;
  /** JSON of the one that was begun last at or before a moment (epoch milliseconds); with modes, of one of them. */
  latest(at?: number, modes?: readonly string[]): string | undefined;
  content(id: string): string | undefined;
  /** Newest first. */
  list(range: { from: number; to: number; limit: number; modes?: readonly string[] }): AssessmentRow[];
  /**
   * Forgets what was begun before a moment, epoch milliseconds, but never the last.
   *
   * @returns how many, at most `most`
   */
  prune(before: number, most: number): number;
}

const ROW = 'id, checked_at AS checkedAt, mode, verdict, score';

export function createComplianceRecords(database: StoreDatabase): ComplianceRecords {
  const insert = database.prepare<AssessmentRow & { content: Buffer }>(
    `INSERT INTO compliance_assessment (id, checked_at, mode, verdict, score, content)
     VALUES (@id, @checkedAt, @mode, @verdict, @score, @content)`,
  );
  const latest = database
    .prepare<{ at: number; modes: string }, Buffer>(
      `SELECT content FROM compliance_assessment
       WHERE checked_at <= @at AND (@modes = '[]' OR mode IN (SELECT value FROM json_each(@modes)))
       ORDER BY checked_at DESC LIMIT 1`,
    )
    .pluck();
  const content = database
    .prepare<[string], Buffer>('SELECT content FROM compliance_assessment WHERE id = ?')
    .pluck();
  const list = database.prepare<{ from: number; to: number; limit: number; modes: string }, AssessmentRow>(
    `SELECT ${ROW} FROM compliance_assessment WHERE checked_at BETWEEN @from AND @to
       AND (@modes = '[]' OR mode IN (SELECT value FROM json_each(@modes)))
     ORDER BY checked_at DESC LIMIT @limit`,
  );
  const prune = database.prepare<{ before: number; most: number }>(
    `DELETE FROM compliance_assessment WHERE id IN (
       SELECT id FROM compliance_assessment WHERE checked_at < @before
         AND checked_at < (SELECT max(checked_at) FROM compliance_assessment)
       ORDER BY checked_at LIMIT @most)`,
  );
  return {
    hours: createComplianceHours(database),
    items: createComplianceItems(database),
    insert: (row, json) => void insert.run({ ...row, content: deflateRawSync(json) }),
    latest: (at = Number.MAX_SAFE_INTEGER, modes = []) =>
      text(latest.get({ at, modes: JSON.stringify(modes) })),
    content: (id) => text(content.get(id)),
    list: ({ modes = [], ...range }) => list.all({ ...range, modes: JSON.stringify(modes) }),
    prune: (before, most) => prune.run({ before, most }).changes,
  };
}

function text(deflated: Buffer | undefined): string | undefined {
  return deflated && inflateRawSync(deflated).toString();
}
