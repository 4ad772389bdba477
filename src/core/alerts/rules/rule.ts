import type { Expression } from '../../promql/index.ts';
import type { AlertTemplate } from './template/index.ts';

interface RuleBase {
  name: string;
  expression: Expression;
  /** The expression as it is written in the file. */
  text: string;
}

/** Keeps the values of an expression as a series of its own. */
export interface RecordingRule extends RuleBase {
  kind: 'recording';
  /** An empty text takes a label away. */
  labels: ReadonlyMap<string, string>;
}

export interface AlertingRule extends RuleBase {
  kind: 'alerting';
  forMs: number;
  keepFiringForMs: number;
  /** Labels as written, with their templates: an empty text takes a label away. */
  labels: readonly NamedTemplate[];
  annotations: readonly NamedTemplate[];
}

export interface NamedTemplate {
  name: string;
  text: string;
  template: AlertTemplate;
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that are evaluated one after the other at the same moment. */
export interface RuleGroup {
  name: string;
  file: string;
  /** Null: that of whoever runs it. */
  intervalMs: number | null;
  queryOffsetMs: number | null;
  /** 0: none. */
  limit: number;
  rules: readonly Rule[];
}
