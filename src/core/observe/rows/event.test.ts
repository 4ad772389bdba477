import { expect, it } from 'vitest';
import { projectEvent } from './event.ts';

const common = {
  metadata: { name: 'auth-1.17', namespace: 'acgs', creationTimestamp: '2025-06-27T08:00:00Z' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  involvedObject: { kind: 'Pod', name: 'auth-1' },
};
const row = {
  key: 'acgs/auth-1.17',
  namespace: 'acgs',
  type: 'Warning',
  reason: 'BackOff',
  object: 'Pod/auth-1',
  message: 'Back-off restarting failed container',
  firstSeenAt: Date.UTC(2025, 5, 27, 8),
  lastSeenAt: Date.UTC(2025, 5, 27, 8, 30),
  source: 'kubelet',
};

it('reads events as old reporters write them', () => {
  const event = {
    ...common,
    count: 12,
    firstTimestamp: '2025-06-27T08:00:00Z',
    lastTimestamp: '2025-06-27T08:30:00Z',
    source: { component: 'kubelet', host: 'node-1' },
  };
  expect(projectEvent(event)).toEqual({ ...row, count: 12 });
});

it('reads events as new reporters write them', () => {
  const event = {
    ...common,
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: '2025-06-27T08:00:00.000000Z',
    series: { count: 3, lastObservedTime: '2025-06-27T08:30:00.000000Z' },
    source: {},
    reportingComponent: 'kubelet',
  };
  expect(projectEvent(event)).toEqual({ ...row, count: 3 });
});

it('counts one and takes the creation where nothing is said', () => {
  expect(projectEvent(common)).toEqual({ ...row, lastSeenAt: row.firstSeenAt, count: 1, source: '' });
  expect(projectEvent({})).toBeUndefined();
});
