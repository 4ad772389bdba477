/** Something that is wrong with a runbook's file, and where it is written. */
export interface Finding {
  /** From 1. */
  line: number;
  column: number;
  /** What kind of mistake it is, for programs: `unknown-action`, `missing-timeout`. */
  rule: Rule;
  /** One sentence. Repeats no value of a parameter. */
  message: string;
}

/** The same, by the path of keys instead of the place in the text. */
export interface PathFinding {
  path: readonly PropertyKey[];
  rule: Rule;
  message: string;
}

export type Rule =
  | 'not-text'
  | 'not-yaml'
  | 'too-large'
  | 'alias'
  | 'schema'
  | 'unknown-action'
  | 'input'
  | 'shell'
  | 'missing-timeout'
  | 'duplicate-id'
  | 'cycle'
  | 'unreachable'
  | 'template'
  | 'undeclared-parameter'
  | 'unused-parameter'
  | 'parameter'
  | 'unverified-change'
  | 'unknown-runbook'
  | 'size';

/** A file that is wrong in more ways than that is told so, not all of them. */
export const MOST_FINDINGS = 200;
