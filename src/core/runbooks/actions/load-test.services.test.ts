import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  json,
  type ScriptedHttp,
  startScriptedHttp,
  status,
} from '../../../../test/servers/scripted-http.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { resolveThresholds } from '../../connect/profile/thresholds.ts';
import { createLoadTests } from '../../load-test/index.ts';
import { contextHere, named, run } from '../testing/act.ts';
import { doorHere } from '../testing/door.ts';
import { loadTestAction } from './load-test.ts';
import { loadTestOutput } from './outputs.ts';

let server: ScriptedHttp;

beforeAll(async () => {
  server = await startScriptedHttp();
  server.answer('/health', json({ status: 'healthy' }));
  server.answer('/api/health', json({ status: 'healthy' }));
  server.answer('/slow', (_, response) => void setTimeout(() => response.end('ok'), 60));
  server.answer('/hang', () => undefined);
  server.answer('/broken', status(500));
});

afterAll(() => server.close());

async function load(input: object, more: Parameters<typeof run>[3] = {}, thresholds = {}) {
  const { door, journal, close } = doorHere();
  const profile: Profile = {
    name: 'practice',
    environment: 'staging',
    services: { governance: { url: server.url }, 'monitoring-dashboard': { url: server.url } },
  };
  const loadTests = createLoadTests({
    profile,
    thresholds: resolveThresholds(thresholds),
    timeoutMs: 5000,
  });
  const actions = [loadTestAction({ loadTests, door })];
  try {
    const wish = { system: 'governance', requests: 200, workers: 10, ...input };
    const ending = await run(actions, 'load-test', wish, more);
    return { ending, entries: journal.entries, actions };
  } finally {
    close();
  }
}

describe('the action load-test', () => {
  it('is done where the limits are kept, and gives and journals what it found', async () => {
    const { ending, entries } = await load({});
    expect(ending).toMatchObject({
      end: 'done',
      words: expect.stringMatching(/^200 of 200 requests succeeded/),
    });
    const output = loadTestOutput.parse(ending.end === 'asks' ? null : ending.output);
    expect(output).toMatchObject({ requests: 200, succeeded: 200, successful: true, verdict: 'pass' });
    expect(output.p95Ms).toBeGreaterThan(0);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'operation.intent',
      'operation.result',
      'operation.verification',
    ]);
    expect(entries[1]?.data).toMatchObject({ evidence: { requests: 200, statuses: { 200: 200 } } });
  });

  it('asks a system where its probe does', async () => {
    await load({ system: 'monitoring-dashboard', requests: 20 });
    expect(server.requests.filter(({ path }) => path === '/api/health')).toHaveLength(20);
  });

  it('fails where a limit of the profile is missed, and only tells where it need not be kept', async () => {
    const slow = { path: '/slow', requests: 100 };
    const target = { 'response-time': { target: 50 } };
    const { ending } = await load(slow, {}, target);
    expect(ending).toMatchObject({ end: 'failed', words: expect.stringMatching(/, not below 50 ms$/) });
    const told = await load({ ...slow, require: false }, {}, target);
    expect(told.ending).toMatchObject({ end: 'done', output: { verdict: 'fail', successful: false } });
  });

  it('fails where too few requests were sent to tell', async () => {
    const { ending } = await load({ requests: 10 });
    expect(ending).toMatchObject({ end: 'failed', output: { verdict: 'unknown', succeeded: 10 } });
  });

  it('fails where the service answers with errors, all of them counted', async () => {
    const { ending } = await load({ path: '/broken' });
    expect(ending).toMatchObject({ end: 'failed', output: { failed: 200, otherStatuses: 200, p95Ms: null } });
  });

  it('stops at once, says how far it came, and is not tried again', async () => {
    const stop = new AbortController();
    const asked = server.requests.length;
    const waiting = setInterval(() => {
      if (server.requests.length > asked) stop.abort();
    }, 5);
    const { ending, entries } = await load({ path: '/hang' }, { signal: stop.signal });
    clearInterval(waiting);
    expect(ending).toMatchObject({ end: 'failed', final: true, output: { requests: 0, ended: 'stopped' } });
    expect(entries.at(-1)).toMatchObject({ kind: 'operation.verification' });
  });

  it.each([
    ['a system without an address', { system: 'integrity' }, /The profile has no address of integrity/],
    ['a path that leads elsewhere', { path: '/../x' }, /leads out of governance/],
  ])('is refused for %s, with nothing sent', async (_, input, sentence) => {
    const asked = server.requests.length;
    await expect(load(input)).rejects.toThrow(sentence);
    expect(server.requests).toHaveLength(asked);
  });

  it('is refused in read-only mode, with nothing sent', async () => {
    const asked = server.requests.length;
    const refused = load({}, { consent: { readOnly: true, yes: true } });
    await expect(refused).rejects.toThrow('Read-only mode: not done: send 200 requests to Governance');
    expect(server.requests).toHaveLength(asked);
  });

  it.each([{ requests: 0 }, { workers: 0 }, { workers: 1001 }, { requests: 1.5 }, { system: 'nothing' }])(
    'does not take %j',
    async (input) => {
      const { actions } = await load({ requests: 20 });
      const { input: schema } = named(actions, 'load-test');
      expect(schema.safeParse({ system: 'governance', ...input }).success).toBe(false);
    },
  );

  it('is agreed to knowing what will be sent where, and by what it is judged', async () => {
    const { actions } = await load({ requests: 20 });
    const { foresee, input } = named(actions, 'load-test');
    const wish = input.parse({ system: 'governance' });
    expect(await foresee(wish, contextHere())).toMatchObject({
      how: 'not-predictable',
      risk: 'change',
      words: 'Send 1000 requests to Governance, 50 at once',
      calls: [{ method: 'GET', path: `${server.url}/health` }],
      notes: [
        'The request is sent 1000 times; each has 5 s',
        'Whoever uses the service meanwhile may be slowed down',
        'Judged by: p95 below 2000 ms, failed below 1 % of the requests',
      ],
    });
  });
});
