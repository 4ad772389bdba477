import { toIso } from '../../kernel/clock.ts';
import type { Check } from '../checks.ts';
import { type WatchRule, watchedBy } from './monitoring.ts';

/** A check that ran longer ago is none of every day. */
const RECENT_MS = 25 * 3_600_000;

/** The compliance check itself: it runs, it ran lately, services do it with requests, and somebody is told. */
export function validationChecks(of: {
  /** When all of it was validated last: here, and by the system itself; a text says why that is not known. */
  here: number | null;
  bySystem: number | null | string;
  /** When a service was seen to validate the constitution itself; null: none was. */
  selfValidatedAt: number | null;
  counted: CountedValidations;
  rules: readonly WatchRule[];
  now: number;
}): Check[] {
  const { here, bySystem, selfValidatedAt, counted, rules, now } = of;
  const system = typeof bySystem === 'string' ? null : bySystem;
  const last = Math.max(here ?? 0, system ?? 0);
  const unsaid = typeof bySystem === 'string' ? `: ${bySystem}` : '';
  return [
    {
      source:
        system !== null && system >= (here ?? 0)
          ? 'operations of the model registry'
          : 'record of validations',
      expected: 'compliance was validated within a day',
      value: last === 0 ? null : Number(now - last <= RECENT_MS),
      says:
        last === 0
          ? `no earlier validation of compliance is on record${unsaid}`
          : `compliance was validated at ${toIso(last)}`,
      at: last === 0 ? null : last,
    },
    {
      source: 'GET /api/v1/constitutional/validate',
      expected: 'a service validates the constitution itself',
      value: selfValidatedAt === null ? null : 1,
      says:
        selfValidatedAt === null
          ? 'no service was seen to validate the constitution'
          : 'services validate the constitution themselves',
      at: selfValidatedAt,
    },
    requestsValidated('requests are validated', counted),
    complianceWatched(rules, now),
  ];
}

/** Validations that services counted, as far as they show it. */
export type CountedValidations = { total: number; at: number } | null;

export function requestsValidated(expected: string, counted: CountedValidations): Check {
  return {
    source: 'acgs_constitutional_hash_validations_total',
    expected,
    value: counted === null ? null : Number(counted.total > 0),
    says:
      counted === null
        ? 'no service counts the requests that it validates'
        : `services have validated ${Math.round(counted.total)} requests`,
    at: counted?.at ?? null,
  };
}

export function complianceWatched(rules: readonly WatchRule[], at: number): Check {
  return watchedBy(rules, 'constitutional compliance', /"compliance"|constitutional_compliance_score/, at);
}
