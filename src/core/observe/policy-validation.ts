import { z } from 'zod';
import type { HttpAnswer, HttpClient } from '../connect/http/client.ts';
import { OperatorError } from '../kernel/errors.ts';

/** How much of the constitution a policy is held against. */
export const POLICY_MODES = ['basic', 'comprehensive', 'detailed'] as const;
export type PolicyMode = (typeof POLICY_MODES)[number];

/** Where the service is that validates policies. */
export interface PolicyService {
  url: string;
  hostHeader: string | undefined;
  /** As the operator knows it. */
  what: string;
}

const PATH = '/api/v1/constitutional/validate';

/** Asks about a policy. It is validated, never stored. */
export function askAboutPolicy(
  http: Pick<HttpClient, 'fetchText'>,
  service: PolicyService,
  question: { policy: unknown; mode: PolicyMode; timeoutMs: number; signal: AbortSignal | undefined },
): Promise<HttpAnswer> {
  const { policy, mode, ...limits } = question;
  const { url, ...other } = service;
  return http.fetchText({
    ...other,
    ...limits,
    url: `${url.replace(/\/+$/, '')}${PATH}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ policy, validation_mode: mode }),
  });
}

/** What the service said, as far as it can be read. */
export interface PolicyAnswer {
  compliant: boolean;
  /** 0 to 1; null when there is none to go by, which `problem` says. */
  score: number | null;
  results: {
    principle: string | null;
    compliant: boolean | null;
    score: number | null;
    says: string | null;
  }[];
  summary: string | null;
  /** What of it makes no sense, in words that follow the service's name; null when all does. */
  problem: string | null;
}

const answerSchema = z.object({
  overall_compliant: z.boolean(),
  compliance_score: z.unknown().optional(),
  results: z.array(z.unknown()).nullish().catch(null),
  summary: z.unknown().optional(),
});

/** More results than anybody reads. */
const MOST_RESULTS = 1000;
const LONGEST_TEXT = 500;

/** @throws OperatorError `bad-answer`, or what the HTTP status stands for */
export function readPolicyAnswer(
  { status, body }: Pick<HttpAnswer, 'status' | 'body'>,
  what: string,
): PolicyAnswer {
  if (status !== 200) throw refusal(status, body, what);
  const parsed = answerSchema.safeParse(documentOf(body));
  if (!parsed.success) {
    throw new OperatorError('bad-answer', `${what}: the answer does not say whether the policy complies`, {
      hint: 'Check that the address in the profile is the one of Constitutional AI.',
    });
  }
  const { overall_compliant: compliant, compliance_score: given, summary } = parsed.data;
  const results = (parsed.data.results ?? []).slice(0, MOST_RESULTS).map(resultOf);
  const score = shareOf(given);
  const against = results.filter((it) => it.compliant === false);
  return {
    compliant,
    score,
    results,
    summary: wordsOf(summary),
    problem:
      score === null
        ? given === undefined || given === null
          ? 'gives no score'
          : `gives ${shown(given)} as its score, which is no number from 0 to 1`
        : compliant && against.length > 0
          ? `calls the policy compliant and ${against.length} of its ${results.length} results not`
          : null,
  };
}

function resultOf(given: unknown): PolicyAnswer['results'][number] {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(given);
  const first = (...names: string[]) => names.map((name) => fields[name]).find((it) => it !== undefined);
  const compliant = first('compliant', 'is_compliant', 'passed');
  const principle = first('principle', 'rule', 'check', 'name', 'id');
  return {
    principle: typeof principle === 'string' ? cut(principle) : null,
    compliant: typeof compliant === 'boolean' ? compliant : null,
    score: shareOf(first('score', 'compliance_score')),
    says: typeof given === 'string' ? cut(given) : wordsOf(first('message', 'details', 'reason', 'says')),
  };
}

function shareOf(given: unknown): number | null {
  return typeof given === 'number' && given >= 0 && given <= 1 ? given : null;
}

function wordsOf(given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return cut(given);
  const flat = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).safeParse(given);
  if (!flat.success) return cut(JSON.stringify(given));
  return cut(
    Object.entries(flat.data)
      .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
      .join(', '),
  );
}

function shown(given: unknown): string {
  return cut(given === NOT_A_NUMBER ? 'NaN' : JSON.stringify(given), 60);
}

function cut(text: string, longest = LONGEST_TEXT): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What Python writes for a number that is none, and JSON does not know. */
const BARE = /(:\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g;
const NOT_A_NUMBER = '\u0000NaN';

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(BARE, `$1${JSON.stringify(NOT_A_NUMBER)}`));
    } catch {
      return undefined;
    }
  }
}

function refusal(status: number, body: string, what: string): OperatorError {
  if (status === 400 || status === 422) {
    const detail = z.object({ detail: z.unknown() }).safeParse(documentOf(body));
    const words = detail.success ? wordsOf(detail.data.detail) : null;
    return new OperatorError('bad-answer', `${what} refuses the question (HTTP ${status})`, {
      hint: words === null ? 'It may expect a policy of another shape.' : `It says: ${words}`,
    });
  }
  if (status === 404) {
    return new OperatorError('bad-answer', `${what} validates no policies (HTTP 404)`, {
      hint: 'Check that the address in the profile is the one of Constitutional AI.',
    });
  }
  const code = status === 401 ? 'unauthenticated' : status === 403 ? 'forbidden' : 'server-error';
  return new OperatorError(code, `${what} answers HTTP ${status}`);
}
