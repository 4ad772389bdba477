import type {
  RunFrame,
  RunQuestion,
  RunStatus,
  RunStep,
  RunSummary,
  RunView,
  StepEvidence,
} from '../../src/contract/runbooks.ts';
import { RESTART } from './runbook-foresight.ts';
import { LOAD_TEST, SERVICE_DOWN } from './runbook-items.ts';
import { isoAgo, type Moment } from './scenario.ts';

/** A run of a procedure, by where it is; unless another one is named, of service-down. */
export interface RunCase {
  id: string;
  of?: typeof SERVICE_DOWN;
  parameters?: RunView['parameters'];
  status: RunStatus;
  why?: string;
  /** The step that it is at; those before it are done. Left out: it has ended. */
  at?: string;
  question?: Partial<RunQuestion> & Pick<RunQuestion, 'kind' | 'text'>;
  /** How the step that it is at stands, where that is not by its question. */
  step?: Partial<RunStep>;
  /** How much longer that step may take. */
  mayTakeMs?: number;
  printed?: string[];
  /** Of what runs by itself; left out, it is not known. */
  leftMs?: number;
  startedBy?: string;
  agoMs?: number;
}

const CHOICES: Readonly<Record<RunQuestion['kind'], RunQuestion['choices']>> = {
  manual: [
    { id: 'done', title: 'Done' },
    { id: 'failed', title: 'It cannot be done' },
  ],
  decision: [
    { id: 'scale', title: 'Give it more pods' },
    { id: 'restart', title: 'Restart it' },
    { id: 'leave', title: 'Leave it as it is' },
  ],
  agree: [
    { id: 'agree', title: 'Do it' },
    { id: 'skip', title: 'Skip it' },
  ],
  approval: [
    { id: 'request', title: 'Ask for the approval' },
    { id: 'skip', title: 'Skip it' },
    { id: 'break-glass', title: 'Do it without' },
  ],
  judge: [
    { id: 'do', title: 'Do it' },
    { id: 'skip', title: 'Skip it' },
  ],
  unknown: [
    { id: 'mark-done', title: 'It was done' },
    { id: 'retry', title: 'Do it again' },
    { id: 'mark-failed', title: 'It was not done' },
    { id: 'compensate', title: 'Take everything back' },
  ],
};

const WORDS: Readonly<Record<string, string>> = {
  pods: '2 of 3 pods are ready; gs-service-7d9f is in CrashLoopBackOff',
  logs: '14 of the last 100 lines tell of errors',
  look: 'Governance is degraded: HTTP 503 for 4 min',
  restart: '3 of 3 pods are available after the restart',
  rollout: 'The rollout is complete',
  'health/check': 'Governance is operational',
};

export function runOf(at: Moment, it: RunCase): RunView {
  const { of: book = SERVICE_DOWN } = it;
  const begunAgo = it.agoMs ?? 4 * 60_000;
  const place = book.definition.findIndex(({ id }) => id === it.at);
  const current = place === -1 ? book.definition.length : place;
  const steps = book.definition.map((step, index) => {
    const isDone = index < current;
    const isHere = index === current;
    const agoMs = begunAgo - index * 8000;
    return {
      ...{ id: step.id, title: step.title, action: step.action, why: step.why, isUndo: false },
      status: isDone ? 'succeeded' : isHere && it.question ? 'waiting' : isHere ? 'running' : 'pending',
      attempts: isDone ? 1 : 0,
      begunAt: isDone || isHere ? isoAgo(at, agoMs) : null,
      endedAt: isDone ? isoAgo(at, agoMs - 3000) : null,
      dueAt: null,
      deadlineAt: isHere && it.mayTakeMs !== undefined ? isoAgo(at, -it.mayTakeMs) : null,
      timeoutMs: step.timeoutMs,
      words: isDone ? (WORDS[step.id] ?? null) : null,
      question: isHere && it.question ? questionOf(it.question) : null,
      hasEvidence: isDone,
      ...(isHere ? it.step : {}),
    } satisfies RunStep as RunStep;
  });
  const asks = steps.find(({ question }) => question !== null);
  const hasEnded = ['succeeded', 'failed', 'aborted'].includes(it.status);
  return {
    ...{ id: it.id, runbook: book.id, title: book.title, status: it.status },
    why: it.why ?? (asks ? `${asks.title}: ${asks.question?.text ?? ''}` : null),
    startedAt: isoAgo(at, begunAgo),
    startedBy: it.startedBy ?? 'Mara Okafor',
    touchedAt: isoAgo(at, 20_000),
    endedAt: hasEnded ? isoAgo(at, begunAgo - 90_000) : null,
    owner:
      hasEnded || it.status === 'interrupted' ? null : { process: 4711, host: 'ops-desk', state: 'alive' },
    done: steps.filter(({ status }) => ['succeeded', 'failed', 'skipped'].includes(status)).length,
    total: steps.length,
    asks: asks ? { step: asks.id, title: asks.title, kind: asks.question?.kind ?? 'manual' } : null,
    ...{
      risk: 'change',
      agreement: 'each',
      isPaused: it.status === 'paused',
      definitionHash: book.definitionHash,
      steps,
    },
    parameters: it.parameters ?? [
      { name: 'service', title: 'The service that is down', value: 'governance' },
    ],
    lines:
      it.status === 'running' && it.at === 'restart'
        ? [
            { at: isoAgo(at, 14_000), step: 'restart', line: 'Sent; revision 8 is rolled out' },
            { at: isoAgo(at, 9000), step: 'restart', line: '1 of 3 are updated' },
            { at: isoAgo(at, 2000), step: 'restart', line: '2 of 3 are updated' },
          ]
        : [],
    linesAt: null,
    printed: it.printed ?? [],
    remaining:
      it.leftMs === undefined
        ? null
        : {
            leftMs: it.leftMs,
            endsAt: it.status === 'running' ? isoAgo(at, -it.leftMs) : null,
            asks: it.status !== 'running',
          },
  };
}

/** What the list of runs says of one. */
/** The run as its first frame. */
export function wholeRun(run: RunView): RunFrame {
  return { ...run, isWhole: true, order: run.steps.map(({ id }) => id) };
}

export function summaryOf(run: RunView): RunSummary {
  const { id, runbook, title, status, why, owner, asks, done, total } = run;
  const { startedAt, startedBy, touchedAt, endedAt } = run;
  return {
    ...{ id, runbook, title, status, why, owner, asks, done, total },
    ...{ startedAt, startedBy, touchedAt, endedAt },
  };
}

function questionOf(it: NonNullable<RunCase['question']>): RunQuestion {
  return {
    ...{ recommended: null, minNoteLength: 0, foresight: null, probed: null },
    choices: CHOICES[it.kind],
    ...it,
  };
}

const agreeing = { ...RESTART, typeToAgree: 'acgs-production', approval: null };

/** One of each kind of question and state. */
export const RUN_CASES = {
  running: {
    id: 'b1a7f3c1-running',
    status: 'running',
    at: 'restart',
    mayTakeMs: 4 * 60_000,
    leftMs: 140_000,
  },
  agree: {
    id: 'c2a7f3c1-agree',
    status: 'waiting',
    leftMs: 140_000,
    at: 'restart',
    question: { kind: 'agree', text: RESTART.words, foresight: agreeing },
  },
  manual: {
    id: 'd3a7f3c1-manual',
    status: 'waiting',
    at: 'logs',
    question: {
      kind: 'manual',
      text: 'Read the last hundred lines and say what went wrong first.',
      minNoteLength: 3,
    },
  },
  decision: {
    id: 'e4a7f3c1-decision',
    status: 'waiting',
    at: 'restart',
    question: { kind: 'decision', text: 'What does the service need?', recommended: 'restart' },
  },
  unknown: {
    id: 'f5a7f3c1-unknown',
    status: 'waiting',
    at: 'restart',
    question: {
      kind: 'unknown',
      text: 'The connection broke after the request was sent. Now: the pod template says that it was restarted 40 s ago',
      probed: { done: null, words: 'the pod template says that it was restarted 40 s ago' },
    },
    step: { status: 'unknown', attempts: 1 },
  },
  approval: {
    id: 'a6a7f3c1-approval',
    status: 'waiting',
    at: 'restart',
    question: {
      kind: 'approval',
      text: `${RESTART.words}: a second person has to approve this first`,
      foresight: { ...agreeing, risk: 'destructive', approval: 'missing' },
    },
  },
  approving: {
    id: 'a7a7f3c1-approving',
    status: 'waiting',
    at: 'restart',
    question: {
      kind: 'approval',
      text: `${RESTART.words}: waits for the approval of a second person`,
      choices: CHOICES.approval.slice(1),
      foresight: { ...agreeing, risk: 'destructive', approval: 'pending' },
    },
  },
  paused: {
    id: 'a8a7f3c1-paused',
    status: 'paused',
    why: 'Paused by Mara Okafor: waiting for the database team',
    at: 'look',
    step: { status: 'pending', begunAt: null },
  },
  interrupted: {
    id: 'a9a7f3c1-interrupted',
    status: 'interrupted',
    why: 'Whoever drove it is gone: it goes on when somebody resumes it',
    at: 'look',
    startedBy: 'Ilse Brandt',
    agoMs: 26 * 60_000,
  },
  failed: {
    id: 'b0a7f3c1-failed',
    status: 'failed',
    why: 'Run health check failed: Governance answers HTTP 503',
    at: 'health/check',
    step: {
      ...{ status: 'failed', attempts: 3, words: 'Governance answers HTTP 503', hasEvidence: true },
    },
    agoMs: 2 * 3_600_000,
  },
  succeeded: {
    id: 'b2a7f3c1-succeeded',
    status: 'succeeded',
    why: 'Every step was done or skipped',
    printed: ['✅ Governance: operational (HTTP 200, 38 ms)'],
    agoMs: 26 * 3_600_000,
  },
  load: {
    id: 'b3a7f3c1-load',
    of: LOAD_TEST,
    status: 'succeeded',
    why: 'Every step was done or skipped',
    parameters: [
      { name: 'system', title: 'Which service', value: 'mlops-manager' },
      { name: 'requests', title: 'Requests', value: '1000' },
      { name: 'workers', title: 'At once', value: '50' },
    ],
    printed: ['✅ Load test: 1000+ concurrent requests successful'],
    agoMs: 20 * 60_000,
  },
  'load-failed': {
    id: 'b4a7f3c1-load-failed',
    of: LOAD_TEST,
    status: 'failed',
    why: 'Load the service: 950 of 1000 requests succeeded, 41 a second: HTTP 503 ×50',
    at: 'load',
    step: {
      ...{
        status: 'failed',
        attempts: 1,
        words: '950 of 1000 requests succeeded, 41 a second: HTTP 503 ×50',
      },
      hasEvidence: true,
    },
    parameters: [{ name: 'system', title: 'Which service', value: 'governance' }],
    printed: ['❌ Load test: 950 of 1000 requests succeeded, 41 a second: HTTP 503 ×50'],
    agoMs: 3_600_000,
  },
} satisfies Record<string, RunCase>;

/** A bell on a logarithmic scale, as times of answers are. */
function findings(middleMs: number, failed: number): NonNullable<StepEvidence['load']> {
  const first = Math.round(Math.log10(middleMs) * 10) - 6;
  const counts = [4, 21, 64, 118, 163, 171, 146, 108, 74, 49, 33, 22, 14, 8, 4, 0, 1];
  const bound = (step: number) => Number((10 ** (step / 10)).toPrecision(4));
  const isSlow = middleMs > 1000;
  return {
    ...{ requests: 1000, failed, perSecond: isSlow ? 41.2 : 2857.1, connectMs: 12 },
    ...{ p50Ms: middleMs, p90Ms: middleMs * 2.7, p95Ms: middleMs * 3.9, p99Ms: middleMs * 6.3 },
    maxMs: middleMs * 10.5,
    limits: [
      {
        ...{ id: 'response-time', title: 'Response time (p95)', target: 2000 },
        state: isSlow ? 'missed' : 'met',
        words: `${Math.round(middleMs * 3.9)} ms, ${isSlow ? 'not ' : ''}below 2000 ms`,
      },
      {
        ...{ id: 'error-rate', title: 'Error rate', target: 0.01 },
        state: failed > 0 ? 'missed' : 'met',
        words: failed > 0 ? '50 of 1000 failed (5%), not below 1%' : '0 of 1000 failed (0%), below 1%',
      },
    ],
    distribution: counts.map((count, index) => ({
      ...{ fromMs: bound(first + index), toMs: bound(first + index + 1), count },
    })),
  };
}

export function evidenceOf(at: Moment, step: string, run: string): StepEvidence {
  const output = { observedAt: isoAgo(at, 60_000), step, words: WORDS[step] ?? '' };
  const evidence = step === 'restart' ? { journal: { intent: 418, result: 419 } } : null;
  return {
    output: JSON.stringify(output, null, 2),
    evidence: evidence && JSON.stringify(evidence, null, 2),
    isCut: false,
    load: step !== 'load' ? null : run === RUN_CASES.load.id ? findings(12, 0) : findings(1100, 50),
  };
}
