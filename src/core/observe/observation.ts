import type { SystemId } from '../connect/profile/systems.ts';
import type { Problem } from '../kernel/errors.ts';
import type { RegistryReading } from './model-registry.ts';

/** What was seen, by whom and when. There is no value without these two. */
export interface Observation<T> {
  subject: SystemId;
  /** Where it comes from, in the operator's words: `GET /health`, `pg_stat_database`, `watch pods`. */
  source: string;
  /** When the answer was complete, epoch milliseconds. */
  observedAt: number;
  durationMs: number;
  result: { ok: true; value: T } | { ok: false; problem: Problem };
}

export type HashState = 'match' | 'mismatch' | 'unverified';

/** One component a system reports about itself: a dependency, a feature, a store it needs. */
export interface Part {
  name: string;
  /** The word it used, unchanged. */
  reported: string;
  good: boolean;
}

/** What a probe makes of one answer, whichever system it came from. */
export interface Reading {
  status: 'operational' | 'degraded' | 'down' | 'unknown';
  /** A sentence for the operator whenever status is not operational. */
  reason: string | null;
  /** The status word the system used about itself. */
  reported: string | null;
  httpStatus: number | null;
  responseTimeMs: number | null;
  version: string | null;
  hash: HashState;
  /** The constitutional hash as observed, and where (`header`, `body`). */
  hashSeen: { value: string; where: 'header' | 'body' | 'validation' }[];
  parts: Part[];
  /** One short fact worth a glance: `primary`, `hit rate 94.1 %`, `6 of 6 nodes ready`. */
  detail: string | null;
  /** Numbers to keep as samples, by name: `response_time_ms`, `cache_hit_ratio`. */
  figures: Record<string, number>;
  /** What is recorded under names of its own, as an exporter of that system would. */
  series?: { name: string; labels?: Readonly<Record<string, string>>; value: number }[];
  /** What the model registry in this store says. */
  registry?: RegistryReading;
}
