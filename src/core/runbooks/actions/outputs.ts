import { z } from 'zod';

/**
 * What each action gives, for the conditions and templates of later steps and for the lines of script mode. An
 * action may give more than this; what is written here is there whenever the step has ended by itself, also when it
 * failed because what it looked at is not well.
 */
const lines = z.array(z.string()).describe('what an operator reads, with ✅, ❌ or ❔ in front');
const figure = z.number().nullable().describe('null when nobody reports it');
const words = z.string();
const targetState = z.enum(['met', 'missed', 'unknown']);
const status = z.enum(['operational', 'degraded', 'down', 'unknown', 'not-configured']);
const verdict = z.enum(['pass', 'fail', 'unknown']);

/** Of every operation of the door. */
export const changed = z.object({
  summary: z.string().describe('what was done, in one sentence'),
  changed: z.boolean().describe('false when it was so already'),
});

export const podsOutput = z.object({
  total: z.number(),
  ready: z.number(),
  allReady: z.boolean(),
  troubled: z.array(z.string()).describe('names of those that are not ready, worst first'),
  lines,
});
export const deploymentsOutput = z.object({
  total: z.number(),
  available: z.number(),
  allAvailable: z.boolean().describe('each has as many pods as are wanted, none where none are'),
  replicas: z
    .record(z.string(), z.number())
    .describe('wanted, by system id, else by the name of the deployment'),
  lines,
});
export const nodesOutput = z.object({ total: z.number(), ready: z.number(), allReady: z.boolean(), lines });
export const topOutput = z.object({
  worst: z.string().nullable(),
  cpu: figure.describe('share of the worst, 0 to 1'),
  memory: figure.describe('share of the worst, 0 to 1'),
  lines,
});
export const rolloutStatusOutput = z.object({ complete: z.boolean(), words });
export const logsOutput = z.object({
  lines: z.array(z.string()).describe('as written, redacted'),
  total: z.number(),
  matching: z.number().describe('lines in which what was searched for occurs'),
});
export const configMapOutput = z.object({ yaml: z.string(), data: z.record(z.string(), z.string()) });

const target = z.object({
  value: figure,
  text: z.string().describe('as shown: 97%, 450ms'),
  state: targetState,
});
export const healthCheckOutput = z.object({
  verdict,
  lines: lines.describe("the handover guide's four, or what they honestly are"),
  operational: z.number(),
  total: z.number(),
  troubled: z.array(z.string()).describe('ids of the systems that are not operational, worst first'),
  systems: z
    .record(
      z.string(),
      z.object({ status, name: z.string(), reason: z.string().nullable(), line: z.string() }),
    )
    .describe('by id'),
  targets: z.record(z.string(), target).describe('by id: response-time, compliance, …'),
  compliance: target,
  alerts: z.object({ critical: z.number(), emergency: z.number() }),
});
export const targetsCheckOutput = z.object({
  verdict,
  targets: z.record(z.string(), target).describe('by id'),
  lines: lines.describe('✅ Response time: <2000ms (target met)'),
  achieved: lines.describe('✅ Response time: <2000ms (achieved: ~450ms)'),
});
export const healthServiceOutput = z.object({
  system: z.string(),
  name: z.string(),
  status,
  operational: z.boolean(),
  reason: z.string().nullable(),
  responseTimeMs: figure,
  hash: z.enum(['match', 'mismatch', 'unverified']),
  parts: z.record(z.string(), z.boolean()).describe('what it says of its own parts'),
  line: z.string().describe('✅ Governance: Operational, or what it honestly is'),
});
export const metricsQueryOutput = z.object({
  value: figure.describe('of the only series; null when there are none or several'),
  series: z.number(),
  lines,
});
export const metricsWatchOutput = z.object({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  looks: z.number(),
  worst: z.record(z.string(), figure).describe('by the name of the check'),
  lines,
});
export const metricsTargetsOutput = z.object({
  total: z.number(),
  up: z.number(),
  allUp: z.boolean(),
  lines,
});
export const bottlenecksOutput = z.object({
  verdict: z.enum(['none', 'found', 'unknown']),
  worst: z.enum(['database', 'cache', 'network', 'pods']).nullable(),
  findings: z.array(z.object({ kind: z.string(), subject: z.string(), words })).describe('worst first'),
  lines,
});
export const baselinesCompareOutput = z.object({
  verdict: z.enum(['within', 'worse', 'unknown']),
  worse: z.array(z.string()),
  lines,
});

export const alertsListOutput = z.object({
  total: z.number(),
  critical: z.number(),
  emergency: z.number(),
  unanswered: z.number(),
  lines,
});
export const alertsRulesOutput = z.object({
  loaded: z.number(),
  blind: z.number(),
  failing: z.number(),
  lines,
});

export const sqlCheckOutput = z.object({
  verdict,
  figures: z.record(z.string(), figure),
  lines,
});
export const redisInfoOutput = z.object({
  hitRate: figure.describe('0 to 1'),
  keys: figure,
  usedBytes: figure,
  evicted: figure,
  clients: figure,
  lines,
});
export const objectsCheckOutput = z.object({ verdict, objects: figure, sizeBytes: figure, lines });
export const httpOutput = z.object({
  status: z.number(),
  timeMs: z.number(),
  body: z.json().describe('JSON, or the text'),
});
export const loadTestOutput = z.object({
  requests: z.number().describe('that came to an end'),
  succeeded: z.number().describe('answered with 200 to 299'),
  failed: z.number(),
  timeouts: z.number(),
  errors: z.number().describe('refused, cut, or no answer as HTTP knows it'),
  otherStatuses: z.number(),
  successful: z.boolean().describe('every request was, and the limits are kept'),
  verdict,
  perSecond: figure.describe('answers'),
  p50Ms: figure,
  p90Ms: figure,
  p95Ms: figure,
  p99Ms: figure,
  maxMs: figure,
  connectMs: figure.describe('the slowest connecting, in no other figure'),
  durationMs: z.number(),
  bodyBytes: z.number(),
  limits: z.array(
    z.object({
      id: z.enum(['response-time', 'error-rate']),
      title: z.string(),
      value: figure,
      target: z.number(),
      state: targetState,
      words,
    }),
  ),
  distribution: z
    .array(z.object({ fromMs: z.number(), toMs: z.number(), count: z.number() }))
    .describe('how many answers took how long'),
  words,
  lines,
});

export const complianceHashOutput = z.object({
  verdict,
  matching: z.number().describe('components that carry the hash everywhere'),
  total: z.number(),
  troubled: z.array(z.string()).describe('ids of the others, mismatches first'),
  lines: lines.describe("the guide's two, or what they honestly are"),
});

export const manualOutput = z.object({ choice: z.string(), note: z.string(), by: z.string() });
export const decisionOutput = z.object({ choice: z.string(), note: z.string(), by: z.string() });
export const approvalOutput = z.object({ by: z.string(), approval: z.string() });
export const notifyOutput = z.object({ told: z.array(z.string()), words });
export const waitOutput = z.object({ waitedMs: z.number() });
export const waitUntilOutput = z.object({ waitedMs: z.number(), words });
export const execOutput = z.object({ exitCode: z.number(), stdout: z.string(), stderr: z.string() });
export const weeklyReportOutput = z.object({
  from: z.string(),
  to: z.string(),
  availability: z.number().nullable(),
  alerts: z.number(),
  runs: z.number(),
  figures: z.array(z.object({ id: z.string(), title: z.string(), mean: z.number().nullable() })),
  lines,
});

export const rolloutSetOutput = changed.extend({ lines });

/** Of checks that are still to be built. */
export const complianceOutput = z.object({
  verdict,
  lines,
  score: figure.describe('0 to 1, at least; what is unknown counts as nothing'),
  parts: z.record(z.string(), z.enum(['met', 'missed', 'unknown'])),
});
export const checkOutput = z.object({ verdict, lines });
export const linesOutput = z.object({ lines });
