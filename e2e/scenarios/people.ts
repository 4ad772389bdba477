import type {
  ApprovalRequest,
  ApprovalsState,
  BreakGlassReview,
  OperatorsState,
} from '../../src/contract/operators.ts';
import { PROFILE } from './board.ts';
import { type Answer, failure, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** Who there is in a situation, and what they ask of each other. */
export interface PeopleScript {
  operators: (at: Moment) => Answer<OperatorsState>;
  approvals: (at: Moment) => Answer<ApprovalsState>;
}

const MARA = { id: '3f9a-77c2-b1d0-4e6f-9a21', name: 'Mara Okafor' };
const JONAS = { id: 'c04e-1b8d-55aa-e913-0d7c', name: 'Jonas Lindqvist' };
const PRIYA = { id: '81d6-f3b4-20e9-6c5a-b7f8', name: 'Priya Nair' };
const DAY_MS = 86_400_000;

function staff(at: Moment, current: typeof MARA | null): OperatorsState {
  return {
    operators: [
      { ...MARA, createdAt: isoAgo(at, 90 * DAY_MS), key: 'passphrase', retiredAt: null },
      { ...JONAS, createdAt: isoAgo(at, 60 * DAY_MS), key: 'key-store', retiredAt: null },
      { ...PRIYA, createdAt: isoAgo(at, 9 * DAY_MS), key: 'elsewhere', retiredAt: null },
    ],
    current: current && { ...current, since: isoAgo(at, 11 * 60_000) },
    keyStore: true,
    idleMinutes: 30,
  };
}

function scaleToNone(at: Moment, differs: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const target = 'deployment acgs-production/ec-service';
  const path = '/apis/apps/v1/namespaces/acgs-production/deployments/ec-service/scale';
  return {
    id: '6b1c7d0e-52d1-4b53-a7e0-c0ffee000001',
    state: 'pending',
    problem: null,
    request: {
      kind: 'cluster.scale',
      parameters: { namespace: 'acgs-production', name: 'ec-service', replicas: 0 },
    },
    preview: {
      kind: 'cluster.scale',
      title: 'Scale a deployment',
      risk: 'destructive',
      target,
      summary: `Scale ${target} from 3 to 0 replicas`,
      calls: [
        {
          method: 'PATCH',
          path,
          body: JSON.stringify({ metadata: { resourceVersion: '90817' }, spec: { replicas: 0 } }, null, 2),
        },
      ],
      diff: `--- ${target} (in the cluster)\n+++ ${target} (to be)\n@@ -1,2 +1,2 @@\n spec:\n-  replicas: 3\n+  replicas: 0`,
      notes: ['No pod of it will be left: whoever needs it is without it.'],
      dryRun: 'server',
      hash: '5d41402abc4b2a76b9719d911017c592ae2f2f1bd2b4e1b0c8d9a9c3b2a1f0e7',
    },
    profile: PROFILE.name,
    reason: 'Evolution Control writes models that fail the hash check; stop it until 4.2.1 is out.',
    requestedBy: JONAS.name,
    requestedAt: isoAgo(at, 14 * 60_000),
    expiresAt: isoAgo(at, -46 * 60_000),
    decidedBy: null,
    decidedAt: null,
    note: null,
    decidable: { allowed: true, reason: null },
    withdrawable: false,
    ...differs,
  };
}

function brokenGlass(at: Moment, differs: Partial<BreakGlassReview> = {}): BreakGlassReview {
  return {
    id: 'a0d8c3b2-0000-4000-8000-000000000001',
    operator: JONAS.name,
    at: isoAgo(at, 5 * 3_600_000),
    summary: 'Scale deployment acgs-production/mm-service from 2 to 0 replicas',
    target: 'deployment acgs-production/mm-service',
    reason: 'It deletes artifacts; nobody else answered at 03:40.',
    journalIndex: 1794,
    reviewedBy: null,
    reviewedAt: null,
    note: null,
    decidable: { allowed: true, reason: null },
    ...differs,
  };
}

const decided = (at: Moment): ApprovalRequest[] => [
  scaleToNone(at, {
    id: '6b1c7d0e-52d1-4b53-a7e0-c0ffee000002',
    state: 'used',
    requestedBy: MARA.name,
    requestedAt: isoAgo(at, 27 * 3_600_000),
    expiresAt: isoAgo(at, 26 * 3_600_000),
    decidedBy: PRIYA.name,
    decidedAt: isoAgo(at, 26.6 * 3_600_000),
    note: 'Seen on the call.',
    decidable: { allowed: false, reason: 'It has been used' },
  }),
  scaleToNone(at, {
    id: '6b1c7d0e-52d1-4b53-a7e0-c0ffee000003',
    state: 'rejected',
    requestedAt: isoAgo(at, 49 * 3_600_000),
    expiresAt: isoAgo(at, 48 * 3_600_000),
    decidedBy: MARA.name,
    decidedAt: isoAgo(at, 48.7 * 3_600_000),
    note: 'Restart it first.',
    decidable: { allowed: false, reason: 'Mara Okafor has rejected it' },
  }),
];

/** Mara is logged in; Jonas asks something of her, and broke the glass in the night. */
export const peopleAtWork: PeopleScript = {
  operators: (at) => staff(at, MARA),
  approvals: (at) => ({
    requests: [
      scaleToNone(at),
      scaleToNone(at, {
        id: '6b1c7d0e-52d1-4b53-a7e0-c0ffee000004',
        requestedBy: MARA.name,
        requestedAt: isoAgo(at, 56 * 60_000),
        expiresAt: isoAgo(at, -4 * 60_000),
        reason: 'The rollback of this morning needs it gone.',
        decidable: { allowed: false, reason: 'You asked for it yourself' },
        withdrawable: true,
      }),
      ...decided(at),
    ],
    reviews: [brokenGlass(at)],
  }),
};

/** Operators are known, nobody is logged in, and nothing is asked. */
export const nobodyLoggedIn: PeopleScript = {
  operators: (at) => staff(at, null),
  approvals: () => ({ requests: [], reviews: [] }),
};

/** The first start: nobody has a key yet. */
export const noOperators: PeopleScript = {
  operators: () => ({ operators: [], current: null, keyStore: false, idleMinutes: 30 }),
  approvals: () => ({ requests: [], reviews: [] }),
};

/** Something is asked, and nobody is logged in who could decide it. */
export const pendingForNobody: PeopleScript = {
  operators: (at) => staff(at, null),
  approvals: (at) => ({
    requests: [scaleToNone(at, { decidable: { allowed: false, reason: 'Log in to decide it' } })],
    reviews: [brokenGlass(at, { decidable: { allowed: false, reason: 'Log in to review it' } })],
  }),
};

export const silentPeople: PeopleScript = { operators: () => SILENCE, approvals: () => SILENCE };

export const unreadablePeople: PeopleScript = {
  operators: () => {
    throw failure('internal', 'The local store cannot be read: database disk image is malformed', null);
  },
  approvals: () => {
    throw failure('internal', 'The local store cannot be read: database disk image is malformed', null);
  },
};
