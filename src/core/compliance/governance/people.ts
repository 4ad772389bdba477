import type { RegistryPractice } from '../../observe/registry-practice.ts';
import type { Check } from '../checks.ts';
import type { WatchRule } from '../dgm/monitoring.ts';

/** Alerts of the period that somebody had to answer. */
export interface Answered {
  /** Whose time to answer is over, or that were answered. */
  due: number;
  inTime: number;
}

/** A role of the escalation matrix, and whether the profile says how to reach it. */
export interface Role {
  role: string;
  isNamed: boolean;
}

/** Risk management: alerts are answered in time, it is known who is called, and rules for the worst can fire. */
export function riskChecks(of: {
  answered: Answered;
  roles: readonly Role[];
  critical: readonly WatchRule[];
  now: number;
}): Check[] {
  const { answered, roles, critical, now: at } = of;
  const unnamed = roles.filter(({ isNamed }) => !isNamed).map(({ role }) => role);
  const asleep = critical.filter(({ state }) => state === 'blind' || state === 'failing');
  return [
    {
      source: 'alerts',
      expected: 'alerts were answered in time',
      value: answered.due === 0 ? null : answered.inTime / answered.due,
      says:
        answered.due === 0
          ? 'no alert had to be answered'
          : `${answered.inTime} of ${answered.due} alerts were answered in time`,
      at,
      moot: answered.due === 0,
    },
    {
      source: 'contacts of the profile',
      expected: 'whoever is called when nobody answers is named',
      value: roles.length === 0 ? null : 1 - unnamed.length / roles.length,
      says:
        unnamed.length === 0
          ? 'everybody of the escalation matrix is named'
          : `the profile does not say how to reach ${unnamed.join(', ')}`,
      at,
    },
    {
      source: 'alert rules',
      expected: 'every critical rule can fire',
      value: critical.length === 0 ? null : 1 - asleep.length / critical.length,
      says:
        critical.length === 0
          ? 'there is no critical rule'
          : asleep.length === 0
            ? `all ${critical.length} critical rules can fire`
            : `${asleep.map(({ name }) => name).join(', ')} cannot fire`,
      at,
    },
  ];
}

/** Requests to approve of the period, and how many of them somebody answered. */
export interface Requests {
  asked: number;
  answered: number;
}

/** Stakeholder engagement: people say yes or no to what is done, and it is known who they are. */
export function stakeholderChecks(of: {
  /** A text says why they are not known. */
  requests: Requests | string;
  deployments: RegistryPractice['deployments'] | string;
  /** Everybody whom the profile names. */
  named: number;
  now: number;
}): Check[] {
  const { requests, deployments, named, now: at } = of;
  const signed = typeof deployments === 'string' ? null : deployments;
  const isMoot = signed !== null && signed.total === 0;
  return [
    requestsCheck(requests, at),
    {
      source: 'deployments of the model registry',
      expected: 'people sign for what is deployed',
      value: signed === null || isMoot ? null : Number(signed.approvers.length > 0),
      says:
        typeof deployments === 'string'
          ? deployments
          : signed === null
            ? 'the model registry does not keep who approved its deployments'
            : isMoot
              ? 'no model was deployed to production in the period'
              : `${signed.approvers.length} people signed for ${signed.approved} of ${signed.total} deployments`,
      at: signed?.newestAt ?? null,
      moot: isMoot,
    },
    {
      source: 'contacts of the profile',
      expected: 'stakeholders are named',
      value: Number(named > 0),
      says: named > 0 ? `the profile names ${named} contacts` : 'the profile names no contacts',
      at,
    },
  ];
}

function requestsCheck(requests: Requests | string, at: number): Check {
  const about = { source: 'journal', expected: 'requests for an approval were answered' };
  if (typeof requests === 'string') return { ...about, value: null, says: requests, at: null };
  const { asked, answered } = requests;
  if (asked === 0) {
    return { ...about, value: null, says: 'nobody was asked for an approval in the period', at, moot: true };
  }
  const says = `${answered} of ${asked} requests for an approval were answered`;
  return { ...about, value: answered / asked, says, at };
}
