import { startPrometheus } from '../../../../test/servers/prometheus.ts';
import { remoteWrite } from '../../../../test/servers/remote-write.ts';
import { PromqlError } from '../errors.ts';
import { parseExpression } from '../parse.ts';
import { compare, parsedBy, type Question } from './compare.ts';
import { malformedExpression } from './malformed.ts';
import { type Random, randomOf } from './random.ts';
import { randomExpression } from './random-expression.ts';
import { FIRST_MS, LAST_MS, randomSeries, sourceOf } from './random-series.ts';

export interface CampaignOptions {
  seed: number;
  rounds: number;
  onRound?: (round: number) => void;
}

export interface CampaignOutcome {
  /** How many answers were the same to the bit. */
  same: number;
  /** How many differed in the last digits only. */
  near: number;
  faults: string[];
}

/** What `startPrometheus` sets as evaluation interval: the step of subqueries that name none. */
const SUBQUERY_STEP_MS = 1_000;

/** Random series are put into the real Prometheus, and random expressions are asked of it and of us. */
export async function valuesCampaign({ seed, rounds, onRound }: CampaignOptions): Promise<CampaignOutcome> {
  const random = randomOf(seed);
  const prometheus = await startPrometheus({ remoteWrite: true });
  const outcome: CampaignOutcome = { same: 0, near: 0, faults: [] };
  try {
    const series = randomSeries(random);
    await remoteWrite(
      prometheus.url,
      series.map(({ labels, times, values, stale }) => ({
        labels,
        samples: [...times].map(
          (time, at) => [time, stale[at] === 1 ? 'stale' : (values[at] as number)] as const,
        ),
      })),
    );
    const source = sourceOf(series);
    for (let round = 1; round <= rounds; round += 1) {
      for (const question of questionsOf(randomExpression(random), random)) {
        const said = await compare(prometheus.url, source, question, SUBQUERY_STEP_MS);
        if (said.came === 'different') {
          outcome.faults.push(`${JSON.stringify(question)}: we say ${said.ours}, Prometheus ${said.theirs}`);
        } else outcome[said.came] += 1;
      }
      onRound?.(round);
    }
    return outcome;
  } finally {
    await prometheus.close();
  }
}

/** Each expression is asked for a moment and for a range. Both may reach beyond the samples. */
function questionsOf(expression: string, random: Random): Question[] {
  const fromMs = FIRST_MS + random.below(30 * 60_000);
  return [
    { expression, atMs: FIRST_MS + random.below(LAST_MS - FIRST_MS + 10 * 60_000) },
    {
      expression,
      fromMs,
      toMs: fromMs + random.below(25 * 60_000),
      stepMs: random.pick([7_000, 15_000, 30_000, 60_000, 300_000]),
    },
  ];
}

/** Damaged expressions: both have to take or refuse them, with the same words at the same place. */
export async function wordsCampaign({ seed, rounds, onRound }: CampaignOptions): Promise<CampaignOutcome> {
  const random = randomOf(seed);
  const prometheus = await startPrometheus();
  const outcome: CampaignOutcome = { same: 0, near: 0, faults: [] };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const expression = malformedExpression(random);
      const ours = complaintAbout(expression);
      const theirs = await parsedBy(prometheus.url, expression);
      if (isAgreed(ours, theirs)) outcome.same += 1;
      else outcome.faults.push(`${JSON.stringify(expression)}: we say ${ours}, Prometheus ${theirs}`);
      onRound?.(round);
    }
    return outcome;
  } finally {
    await prometheus.close();
  }
}

type Complaint = string | undefined | { unsupported: string };

function complaintAbout(expression: string): Complaint {
  try {
    parseExpression(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return error.fault === 'unsupported' ? { unsupported: error.message } : error.message;
  }
}

/** What we do not support is ours to refuse. Prometheus 3.5 fails over some damaged aggregations, and says so. */
function isAgreed(ours: Complaint, theirs: string | undefined): boolean {
  if (typeof ours === 'object') return true;
  return theirs === 'unexpected error' ? ours !== undefined : ours === theirs;
}
