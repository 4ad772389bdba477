import type { RunbookDetail, RunbookItem, RunbookStep } from '../../src/contract/runbooks.ts';

const step = (id: string, title: string, action: string, more: Partial<RunbookStep> = {}): RunbookStep => ({
  ...{ id, title, action, risk: 'read', why: null, isConditional: false, timeoutMs: 60_000 },
  ...{ onFailure: 'stop', undo: null },
  ...more,
});

type Short = Pick<RunbookItem, 'id' | 'title' | 'summary' | 'chapter'> & Partial<RunbookItem>;

function book(item: Short, definition: readonly RunbookStep[]): RunbookDetail {
  return {
    ...{ script: null, routine: null, risk: 'read', available: true, reason: null, from: 'shipped' },
    parameters: [],
    ...item,
    steps: definition.length,
    definitionHash: '3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e',
    definition: [...definition],
  };
}

const handover = (section: string) => ({ guide: 'handover' as const, section });
const deployment = (section: string) => ({ guide: 'deployment' as const, section });

const service = {
  name: 'service',
  title: 'The service that is down',
  type: 'system' as const,
  default: null,
  choices: [],
  takes: 'the id of a system, or the name of its deployment',
};

export const LOAD_TEST = book(
  {
    id: 'load_test_mlops',
    title: 'Load test',
    summary: '1000 requests by 50 workers, with percentiles.',
    chapter: deployment('Performance Validation'),
    script: 'load_test_mlops',
    risk: 'change',
    parameters: [
      {
        ...{ name: 'mode', title: 'How hard', type: 'choice', default: 'normal' },
        ...{ choices: ['gentle', 'normal', 'hard'], takes: 'one of gentle, normal, hard' },
      },
      {
        ...{ name: 'for', title: 'How long', type: 'duration', default: '5m', choices: [] },
        takes: 'a span of time such as 30m or 4h',
      },
      {
        ...{ name: 'report', title: 'Write a report', type: 'boolean', default: true, choices: [] },
        takes: 'true or false',
      },
    ],
  },
  [step('load', 'Load the service', 'load-test', { risk: 'change' })],
);

export const SERVICE_DOWN = book(
  {
    id: 'service-down',
    title: 'Service Down Alert',
    summary:
      'A service does not answer. Look at it, read its log, restart it if it needs it, and see that it has recovered.',
    chapter: handover('Service Down Alert'),
    risk: 'change',
    parameters: [service],
  },
  [
    step('pods', 'Check service status', 'cluster.pods'),
    step('logs', 'Check service logs', 'cluster.logs'),
    step('look', 'Ask the service how it is', 'health.service'),
    step('restart', 'Restart the service', 'cluster.restart', {
      risk: 'change',
      why: 'Done only when the service is not operational. Read the log first; a restart loses what was in memory.',
      isConditional: true,
      timeoutMs: 600_000,
    }),
    step('rollout', 'Verify service recovery', 'cluster.rollout-status', {
      isConditional: true,
      timeoutMs: 600_000,
    }),
    step('health/check', 'Run health check', 'health.service'),
  ],
);

/** Some of the catalogue, of each kind. */
export const BOOKS: readonly RunbookDetail[] = [
  SERVICE_DOWN,
  book(
    {
      id: 'performance-degradation',
      title: 'Performance Degradation Alert',
      summary: 'Answers are slow. Find what holds the service up, give it more pods, or restart it.',
      chapter: handover('Performance Degradation Alert'),
      risk: 'change',
      parameters: [
        { ...service, title: 'The slow service' },
        {
          ...{ name: 'replicas', title: 'Pods it shall have', type: 'integer', default: 3, choices: [] },
          takes: 'a whole number from 1 to 20',
        },
      ],
    },
    [
      step('targets', 'Check current performance', 'targets.check'),
      step('decide', 'Scale or restart', 'decision'),
      step('scale', 'Scale <service>', 'cluster.scale', {
        risk: 'change',
        isConditional: true,
        onFailure: 'compensate',
        undo: 'Scale back',
      }),
    ],
  ),
  book(
    {
      id: 'constitutional-compliance',
      title: 'Constitutional Compliance Alert',
      summary: 'A component reports another constitutional hash than expected, or a score under 95 %.',
      chapter: handover('Constitutional Compliance Alert'),
      available: false,
      reason: 'Not available yet: "Check constitutional hash" needs compliance checks (compliance.hash)',
    },
    [step('hash', 'Check constitutional hash', 'compliance.hash')],
  ),
  book(
    {
      id: 'daily_mlops_health_check',
      title: 'Daily health check',
      summary: 'The morning look at every system.',
      chapter: handover('Daily Operations'),
      script: 'daily_mlops_health_check',
      routine: 'daily',
    },
    [step('check', 'Check every system', 'health.check')],
  ),
  book(
    {
      id: 'emergency_mlops_shutdown',
      title: 'Emergency shutdown',
      summary: 'Stops the traffic, then every service, and keeps what must not be lost.',
      chapter: deployment('Emergency Procedures'),
      script: 'emergency_mlops_shutdown',
      risk: 'destructive',
    },
    [
      step('traffic', 'Stop the traffic', 'cluster.scale', { risk: 'destructive' }),
      step('tell', 'Tell everybody', 'manual'),
    ],
  ),
  LOAD_TEST,
  book(
    {
      id: 'calm-service',
      title: 'Calm a service down',
      summary: 'Our own: more pods first, a restart when that does not help.',
      chapter: null,
      from: 'own',
      risk: 'change',
      parameters: [service],
    },
    [step('scale', 'Scale <service>', 'cluster.scale', { risk: 'change' })],
  ),
];
