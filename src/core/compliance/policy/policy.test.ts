import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  html,
  json,
  type ScriptedHttp,
  startScriptedHttp,
  status,
} from '../../../../test/servers/scripted-http.ts';
import { createHttpClient, type HttpClient } from '../../connect/http/client.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createPolicies, MOST_POLICY_BYTES, type PolicyMode } from './index.ts';

const PATH = '/api/v1/constitutional/validate';
const clock = systemClock();
let server: ScriptedHttp;
let http: HttpClient;
let asked: unknown[];

beforeAll(async () => {
  server = await startScriptedHttp();
  http = createHttpClient({ clock });
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await http.close();
  await server.close();
});

/** Keeps the question and answers it. */
const told =
  (answer: Answer): Answer =>
  (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(text));
      answer(request, response);
    });
  };

const raw =
  (body: string): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  };

const policies = (url = server.url) =>
  createPolicies({
    ...{ http, clock, target: 0.95, timeoutMs: 5000, redactor: createRedactor() },
    service: { url, hostHeader: undefined, what: 'Constitutional AI at test' },
  });

const ask = (answer: Answer, policy = 'be kind', mode: PolicyMode = 'basic', name = 'policy.txt') => {
  server.answer(PATH, told(answer));
  return policies().validate({ bytes: new TextEncoder().encode(policy), name }, { mode });
};

describe('a policy', () => {
  it('is sent as the document or text that it is, with the mode', async () => {
    const well = json({ overall_compliant: true, compliance_score: 0.97, results: [], summary: 'fine' });
    await ask(well, '{"name":"privacy"}', 'detailed', 'p.json');
    await ask(well, 'name: privacy\n', 'comprehensive', 'p.YML');
    await ask(well, '\uFEFFbe kind', 'basic', 'p.md');
    expect(asked).toEqual([
      { policy: { name: 'privacy' }, validation_mode: 'detailed' },
      { policy: { name: 'privacy' }, validation_mode: 'comprehensive' },
      { policy: 'be kind', validation_mode: 'basic' },
    ]);
  });

  it('is judged by word and score together', async () => {
    const judged = await ask(
      json({
        overall_compliant: true,
        compliance_score: 0.97,
        results: [{ principle: 'privacy', compliant: true, score: 0.97, message: 'kept' }],
        summary: { total: 1 },
      }),
    );
    expect(judged).toMatchObject({
      verdict: 'compliant',
      overallCompliant: true,
      score: 0.97,
      results: [{ principle: 'privacy', compliant: true, score: 0.97, says: 'kept' }],
      summary: 'total 1',
      problem: null,
    });
    const verdict = async (answer: object) => (await ask(json(answer))).verdict;
    expect(await verdict({ overall_compliant: false, compliance_score: 0.99 })).toBe('violated');
    expect(await verdict({ overall_compliant: true, compliance_score: 0.94 })).toBe('violated');
    expect(await verdict({ overall_compliant: false, compliance_score: 97 })).toBe('violated');
    expect(await verdict({ overall_compliant: true })).toBe('inconclusive');
    const at_odds = { overall_compliant: true, compliance_score: 1, results: [{ compliant: false }] };
    expect(await ask(json(at_odds))).toMatchObject({
      verdict: 'inconclusive',
      problem: 'calls the policy compliant and 1 of its 1 results not',
    });
  });

  it.each([
    ['97', '97'],
    ['NaN', 'NaN'],
    ['"0.97"', '"0.97"'],
    ['-1', '-1'],
    ['-Infinity', 'NaN'],
    ['[0.97]', '[0.97]'],
  ])('whose score is %s is not called compliant', async (written, shown) => {
    const judged = await ask(
      raw(`{"overall_compliant": true, "compliance_score": ${written}, "results": []}`),
    );
    expect(judged).toMatchObject({
      verdict: 'inconclusive',
      score: null,
      problem: `gives ${shown} as its score, which is no number from 0 to 1`,
    });
  });

  it.each<[string, Answer, string]>([
    ['a page', html, 'the answer does not say whether the policy complies'],
    ['cut JSON', raw('{"overall_compliant": tr'), 'the answer does not say whether the policy complies'],
    [
      'another word',
      json({ overall_compliant: 'yes' }),
      'the answer does not say whether the policy complies',
    ],
    ['a list', json([]), 'the answer does not say whether the policy complies'],
    ['404', status(404), 'validates no policies (HTTP 404)'],
    ['422', status(422, '{"detail":"field required"}'), 'refuses the question (HTTP 422)'],
    ['500', status(500), 'answers HTTP 500'],
  ])('of which the service answers %s is not judged', async (_name, answer, sentence) => {
    await expect(ask(answer)).rejects.toThrow(sentence);
  });

  it('is not judged by a service that is gone, or that nobody names', async () => {
    const gone = await startScriptedHttp();
    await gone.close();
    const given = { bytes: new TextEncoder().encode('be kind'), name: 'p' };
    await expect(policies(gone.url).validate(given, { mode: 'basic' })).rejects.toMatchObject({
      code: 'unreachable',
    });
    const nobody = createPolicies({
      ...{ http, clock, target: 0.95, timeoutMs: 5000, redactor: createRedactor() },
      service: null,
    });
    await expect(nobody.validate(given, { mode: 'basic' })).rejects.toMatchObject({ code: 'not-configured' });
  });

  it('that cannot be read is not sent', async () => {
    server.answer(PATH, told(json({ overall_compliant: true, compliance_score: 1 })));
    const send = (bytes: Uint8Array, name: string) => policies().validate({ bytes, name }, { mode: 'basic' });
    const text = (written: string) => new TextEncoder().encode(written);
    await expect(send(new Uint8Array(MOST_POLICY_BYTES + 1), 'p')).rejects.toThrow('p is larger than 1 MiB');
    await expect(send(text(' \n'), 'p')).rejects.toThrow('p is empty');
    await expect(send(Uint8Array.of(0xff, 0xfe, 0x41), 'p')).rejects.toThrow('p is not written in UTF-8');
    await expect(send(text('{"a":'), 'p.json')).rejects.toThrow('p.json is no JSON document');
    await expect(send(text('a: [1'), 'p.yaml')).rejects.toThrow('p.yaml is no YAML document');
    expect(asked).toEqual([]);
  });
});
