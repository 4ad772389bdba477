import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  json,
  type ScriptedHttp,
  silence,
  startScriptedHttp,
} from '../../../../test/servers/scripted-http.ts';
import { noticeOf } from '../../alerts/notify/notice.ts';
import { createOutbox, type Outbox } from '../../alerts/notify/outbox.ts';
import { webhookReceiver } from '../../alerts/notify/webhook.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { silentLog } from '../../kernel/log.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore, type Store } from '../../store/index.ts';
import { contextHere } from '../testing/act.ts';
import { notifyAction } from './notify.ts';

let server: ScriptedHttp;
let store: Store;
let clock: ManualClock;
let http: ReturnType<typeof createHttpClient>;
let bodies: string[];

beforeEach(async () => {
  server = await startScriptedHttp();
  bodies = [];
  server.answer('/hook', (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      json({})(request, response);
    });
  });
  store = openStore(':memory:', 60_000);
  clock = manualClock();
  http = createHttpClient({ clock });
});
afterEach(async () => {
  await http.close();
  await server.close();
  store.close();
});

/** The action over an outbox on the store, as a control center that was opened anew has it. */
function open(...names: string[]): { outbox: Outbox; tell: (step?: string) => Promise<unknown> } {
  const redactor = createRedactor();
  const secrets = createSecrets({ env: {}, redactor });
  const outbox = createOutbox({
    records: store.alerts,
    receivers: names.map((name) =>
      webhookReceiver({ name, url: `${server.url}/${name}`, from: 'warning' }, { http, secrets }),
    ),
    ...{ clock, log: silentLog, redactor },
  });
  const action = notifyAction({
    announce: ({ key, ...notice }) => outbox.announce(key, noticeOf(notice, clock.now())),
  });
  return {
    outbox,
    tell: (step = 'tell') =>
      action.run({ text: 'The restore begins', level: 'info' }, contextHere({ clock, stepId: step })),
  };
}

it('tells a webhook in the form of alerts, under the key of run, step and receiver', async () => {
  const { tell } = open('hook');
  expect(await tell()).toMatchObject({
    end: 'done',
    output: { told: ['hook'], words: 'Told hook: The restore begins' },
  });
  expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['run-1/tell/hook']);
  const [alert] = JSON.parse(bodies[0] ?? '').alerts;
  expect(alert).toMatchObject({
    labels: { alertname: 'RunbookNotice', severity: 'info', run: 'run-1' },
    annotations: { summary: 'The restore begins' },
  });
});

it('tells once when the step is begun twice, and again for another step', async () => {
  const first = open('hook');
  const before = await first.tell();
  const again = open('hook');
  expect(await again.tell()).toEqual(before);
  expect(server.requests).toHaveLength(1);
  await again.tell('later');
  expect(server.requests).toHaveLength(2);
});

it('does not send again what was on its way when everything was killed, and says so', async () => {
  server.answer('/hook', silence);
  void open('hook').tell();
  await vi.waitFor(() => expect(server.requests).toHaveLength(1));
  const { outbox, tell } = open('hook');
  outbox.start();
  expect(await tell()).toMatchObject({
    output: {
      told: [],
      words: expect.stringContaining('not known whether it arrived, it is not sent again'),
    },
  });
  expect(server.requests).toHaveLength(1);
  await Promise.all([outbox.stop(), clock.advance(20_000)]);
});

it('says who has not taken it, and that nobody is there where nobody is', async () => {
  server.answer('/pager', (_request, response) => {
    response.writeHead(503).end();
  });
  expect(await open('hook', 'pager').tell()).toMatchObject({
    output: {
      told: ['hook'],
      words: 'Told hook: The restore begins; pager: it is tried again (The webhook pager answered HTTP 503)',
    },
  });
  expect(await open().tell('other')).toMatchObject({
    output: { told: [], words: 'Nobody else is there to be told: The restore begins' },
  });
});
