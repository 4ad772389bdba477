export type AlertLevel = 'info' | 'warning' | 'critical' | 'emergency';

/** An alert as it is kept. Times are epoch milliseconds. */
export interface StoredAlert {
  id: string;
  /** Hash of what the rule says. */
  rule: string;
  file: string;
  group: string;
  name: string;
  level: AlertLevel;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** `dropped`: was pending, and its condition ceased before it fired. */
  state: 'pending' | 'firing' | 'resolved' | 'dropped';
  /** Null: not a number. */
  value: number | null;
  activeAt: number;
  firedAt: number | null;
  endedAt: number | null;
  /** Nobody has measured what it goes by since. */
  blindSince: number | null;
  ackedBy: string | null;
  ackedAt: number | null;
  ackNote: string | null;
  /** How many steps up the path it was escalated. */
  escalated: number;
}

export type TransitionKind =
  | 'firing'
  | 'resolved'
  | 'acknowledged'
  | 're-opened'
  | 'escalated'
  | 'silenced'
  | 'unsilenced';

export interface StoredTransition {
  id: number;
  alert: string | null;
  silence: string | null;
  at: number;
  kind: TransitionKind;
  actor: string;
  level: AlertLevel;
  words: string;
}

export interface SilenceMatcher {
  name: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

export interface StoredSilence {
  id: string;
  matchers: readonly SilenceMatcher[];
  reason: string;
  createdBy: string;
  createdAt: number;
  until: number;
  /** Taken back, or over. */
  endedAt: number | null;
}

export interface StoredMessage {
  id: string;
  receiver: string;
  body: string;
  createdAt: number;
  dueAt: number;
  attempts: number;
  /** `unknown`: a process ended while it sent it. */
  state: 'waiting' | 'sending' | 'sent' | 'given-up' | 'unknown';
  problem: string | null;
  endedAt: number | null;
}

export interface EvaluatorRow {
  processId: number;
  host: string;
  heartbeatAt: number;
  evaluatedAt: number | null;
}
