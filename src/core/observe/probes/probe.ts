import type { SystemId } from '../../connect/profile/systems.ts';
import type { Reading } from '../observation.ts';

/** One way of looking at one system. */
export interface Probe {
  subject: SystemId;
  /** Where the reading comes from, in the operator's words. */
  source: string;
  /**
   * Looks once.
   *
   * @throws OperatorError when the system could not be looked at; `readingOf` says what that means
   */
  run(signal: AbortSignal): Promise<Reading>;
}

/** The reading of a system that has neither parts nor a hash, to be filled in by what is known. */
export function storeReading(
  known: Pick<
    Reading,
    'status' | 'reason' | 'responseTimeMs' | 'version' | 'detail' | 'figures' | 'series' | 'registry'
  >,
): Reading {
  return { reported: null, httpStatus: null, hash: 'unverified', hashSeen: [], parts: [], ...known };
}

/** Series of those figures that are known, with labels they share. */
export function knownSeries(
  figures: Readonly<Record<string, number | null | undefined>>,
  labels: Readonly<Record<string, string>> = {},
): NonNullable<Reading['series']> {
  return Object.entries(knownFigures(figures)).map(([name, value]) => ({ name, labels, value }));
}

/** Figures that nobody reported are left out, not zero. */
export function knownFigures(
  figures: Readonly<Record<string, number | null | undefined>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      value !== null && value !== undefined && Number.isFinite(value) ? [[name, value]] : [],
    ),
  );
}
