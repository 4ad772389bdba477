import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silence, startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { silentLog } from '../../kernel/log.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { AlertView } from '../view.ts';
import type { News } from './message.ts';
import { noticeOf } from './notice.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Receiver } from './receiver.ts';
import { webhookReceiver } from './webhook.ts';

const MINUTE = 60_000;

let folder: string;
let store: Store;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-outbox-'));
  store = openStore(folder, MINUTE);
  clock = manualClock();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function receiver(name: string, answers: (() => void)[]): Receiver & { tries: string[] } {
  const tries: string[] = [];
  return {
    ...{ name, kind: 'webhook', from: 'warning', isThere: () => true, tries },
    async send(_message, id) {
      tries.push(id);
      answers.shift()?.();
      return null;
    },
  };
}

function open(...receivers: Receiver[]): Outbox {
  return openOn(store.alerts, ...receivers);
}

function openOn(records: Store['alerts'], ...receivers: Receiver[]): Outbox {
  const outbox = createOutbox({
    records,
    receivers,
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  outbox.start();
  return outbox;
}

function news(level: AlertView['level'] = 'critical'): News {
  const labels = { alertname: 'A', severity: level };
  const transition = store.alerts.addTransition({
    ...{ alert: 'a1', silence: null, at: clock.now(), kind: 'firing', actor: 'test', level, words: 'fires' },
  });
  const alert: AlertView = {
    ...{ id: 'a1', name: 'A', level, state: 'firing', labels, annotations: {}, value: 1 },
    ...{ activeAt: '2025-06-27T09:00:00.000Z', firedAt: null, resolvedAt: null, respondBy: null },
    ...{ acknowledgedBy: null, acknowledgedAt: null, note: null, silencedUntil: null, runbook: null },
    ...{ procedure: null, system: null, summary: 'it is bad', why: '', forMs: 0, blindSince: null },
    ...{ flapping: null, inhibitedBy: null, rule: { file: 'f', group: 'g' } },
    escalation: { priority: 'P1', path: [], reached: 1, nextAt: null },
  };
  return { transition, alert };
}

const refused = () => {
  throw new OperatorError('unreachable', 'The webhook pager: connection refused');
};

describe('what is to be told', () => {
  it('is told once, however often it is said', async () => {
    const pager = receiver('pager', []);
    const outbox = open(pager);
    const one = news();
    outbox.tell(pager, [one]);
    outbox.tell(pager, [one]);
    await clock.advance(MINUTE);
    outbox.tell(pager, [one]);
    await clock.advance(MINUTE);
    expect(pager.tries).toHaveLength(1);
    expect(outbox.views()[0]).toMatchObject({ state: 'ok', waiting: 0, problem: null });
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });

  it('is tried again after 15 s, then 30 s, with the same key, and the problem is said meanwhile', async () => {
    const pager = receiver('pager', [refused, refused]);
    const outbox = open(pager);
    outbox.tell(pager, [news()]);
    await clock.advance(1000);
    expect(outbox.views()[0]).toMatchObject({
      ...{ state: 'failing', waiting: 1, problem: 'The webhook pager: connection refused' },
    });
    await clock.advance(15_000);
    expect(pager.tries).toHaveLength(2);
    await clock.advance(28_000);
    expect(pager.tries).toHaveLength(2);
    await clock.advance(2000);
    expect(new Set(pager.tries).size).toBe(1);
    expect(pager.tries).toHaveLength(3);
    expect(outbox.views()[0]).toMatchObject({ state: 'ok', waiting: 0 });
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });

  it('is given up where trying again cannot help, and after hours', async () => {
    const strict = receiver('strict', [
      () => {
        throw new OperatorError('server-error', 'The webhook strict answered HTTP 400', { retryable: false });
      },
    ]);
    const gone = receiver(
      'gone',
      Array.from({ length: 100 }, () => refused),
    );
    const outbox = open(strict, gone);
    const one = news();
    outbox.tell(strict, [one]);
    outbox.tell(gone, [one]);
    await clock.advance(6 * 60 * MINUTE);
    expect(strict.tries).toHaveLength(1);
    expect(gone.tries.length).toBeLessThan(40);
    expect(outbox.views().map(({ state, waiting }) => [state, waiting])).toEqual([
      ['failing', 0],
      ['failing', 0],
    ]);
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });

  it('is cut off an endpoint that hangs, after 10 s, and the sentence names it and not its address', async () => {
    const server = await startScriptedHttp();
    server.answer('*', silence);
    const http = createHttpClient({ clock });
    const redactor = createRedactor();
    const secrets = createSecrets({ env: { HOOK: `${server.url}/secret-path` }, redactor });
    const pager = webhookReceiver(
      { name: 'pager', url: { env: 'HOOK' }, from: 'warning' },
      { http, secrets },
    );
    const outbox = open(pager);
    outbox.tell(pager, [news()]);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    expect(outbox.views()[0]).toMatchObject({ waiting: 1, problem: null });
    await clock.advance(10_000);
    await vi.waitFor(() => expect(outbox.views()[0]?.state).toBe('failing'));
    const { problem = '', nextTryAt } = outbox.views()[0] ?? {};
    expect(problem).toBe('The webhook pager: no answer within 10 s');
    expect(Date.parse(nextTryAt ?? '')).toBe(clock.now() + 15_000);
    await Promise.all([outbox.stop(), clock.advance(5000)]);
    await http.close();
    await server.close();
  });

  it('waits while the record cannot be written, and is told once when it can be again', async () => {
    const { messages } = store.alerts;
    let begun = 0;
    let isFull = true;
    const begin: typeof messages.begin = (id) => {
      begun += 1;
      // Without an end the test would not end either.
      if (isFull && begun < 100) throw new Error('database or disk is full');
      return messages.begin(id);
    };
    const pager = receiver('pager', []);
    const outbox = openOn({ ...store.alerts, messages: { ...messages, begin } }, pager);
    outbox.tell(pager, [news()]);
    await clock.advance(1000);
    expect(begun).toBe(1);
    const notice = noticeOf({ run: 'run', level: 'critical', text: 'it is bad' }, clock.now());
    const heard = await outbox.announce('run/step', notice);
    expect(heard).toEqual([{ receiver: 'pager', state: 'waiting', problem: null }]);
    await clock.advance(29_000);
    expect(begun).toBeLessThan(8);
    expect(pager.tries).toEqual([]);
    isFull = false;
    await clock.advance(15_000);
    expect(pager.tries).toHaveLength(2);
    expect(outbox.views()[0]).toMatchObject({ state: 'ok', waiting: 0, problem: null });
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });

  it('does not count as told where its message could not be put into the outbox', () => {
    const { messages } = store.alerts;
    const told = [news().transition.id];
    const message = { id: 'm', receiver: 'pager', createdAt: clock.now() };
    const put = (body: () => string) => messages.put(message, told, body);
    expect(() =>
      put(() => {
        throw new Error('database or disk is full');
      }),
    ).toThrow('full');
    expect(put(() => '{}')).toEqual(told);
  });

  it('is told and written down again after a stop that cut what was on its way', async () => {
    let answer = () => {};
    const pager = receiver('pager', []);
    const first = new Promise<null>((resolve) => {
      answer = () => resolve(null);
    });
    const send: Receiver['send'] = (message, id) =>
      pager.tries.push(id) === 1 ? first : receiver('pager', []).send(message, id);
    const outbox = open({ ...pager, send });
    outbox.tell(pager, [news()]);
    await clock.advance(1000);
    await Promise.all([outbox.stop(), clock.advance(5000)]);
    outbox.start();
    expect(outbox.views()[0]).toMatchObject({ state: 'unknown' });
    answer();
    await clock.advance(1000);
    expect(outbox.views()[0]).toMatchObject({ state: 'unknown' });
    outbox.tell(pager, [news()]);
    await clock.advance(1000);
    expect(pager.tries).toHaveLength(2);
    expect(outbox.views()[0]).toMatchObject({ state: 'ok', waiting: 0 });
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });

  it('keeps nobody waiting who can take it, and spares whoever wants only what is worse', async () => {
    const hanging: Receiver = { ...receiver('hanging', []), send: () => new Promise(() => {}) };
    const pager = receiver('pager', []);
    const mild = receiver('mild', []);
    const outbox = open(hanging, pager, { ...mild, from: 'emergency' });
    for (const each of outbox.receivers) outbox.tell(each, [news('warning')]);
    await clock.advance(1000);
    expect(pager.tries).toHaveLength(1);
    expect(mild.tries).toEqual([]);
    await Promise.all([outbox.stop(), clock.advance(5000)]);
  });
});
