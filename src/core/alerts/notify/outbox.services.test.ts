import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MailServer, startMailServer } from '../../../../test/servers/mail.ts';
import { openStore } from '../../store/index.ts';

const PROGRAM = fileURLToPath(new URL('../testing/send-until-killed.ts', import.meta.url));
const RULES =
  'groups: [{name: g, rules: [{alert: AtOnce, expr: "always_bad == 1", labels: {severity: critical}, annotations: {summary: it is bad}}]}]\n';

interface Posted {
  body: Record<string, unknown>;
  key: string | undefined;
}

let folder: string;
let server: Server;
let receivers: object;
let posted: Posted[];
let answer: (response: ServerResponse) => void;
const children: ChildProcess[] = [];
let processId = 7000;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-outbox-'));
  await writeFile(join(folder, 'at-once.yaml'), RULES);
  posted = [];
  answer = (response) => response.end();
  server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
  receivers = { webhooks: [{ name: 'pager', url }] };
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const key = request.headers['idempotency-key'];
  posted.push({ body: JSON.parse(text), key: typeof key === 'string' ? key : undefined });
  answer(response);
}

/** A process of its own that fires one alert at once; resolves when it fires. */
async function run(): Promise<ChildProcess> {
  processId += 1;
  const child = spawn(process.execPath, [PROGRAM, folder, JSON.stringify(receivers), String(processId)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const messages = () => {
  const store = openStore(folder, 60_000);
  const latest = store.alerts.messages.latest(10);
  store.close();
  return latest.map(({ state, attempts }) => ({ state, attempts }));
};

describe('a webhook', () => {
  it('gets what Alertmanager sends, once, whatever is killed and started again', async () => {
    const first = await run();
    await vi.waitFor(() => expect(posted).toHaveLength(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(messages()).toEqual([{ state: 'sent', attempts: 1 }]));
    await kill(first);
    const [{ body } = { body: {} }] = posted;
    expect(body).toMatchObject({
      version: '4',
      status: 'firing',
      receiver: 'pager',
      groupLabels: { alertname: 'AtOnce' },
      commonLabels: { alertname: 'AtOnce', severity: 'critical' },
      commonAnnotations: { summary: 'it is bad' },
      alerts: [{ status: 'firing', endsAt: '0001-01-01T00:00:00Z' }],
    });
    const second = await run();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await kill(second);
    expect(posted).toHaveLength(1);
  }, 60_000);

  it('that a killed process was sending to is not sent to again, and that is said', async () => {
    answer = () => {};
    const first = await run();
    await vi.waitFor(() => expect(posted).toHaveLength(1), { timeout: 10_000 });
    await kill(first);
    expect(messages()).toEqual([{ state: 'sending', attempts: 1 }]);
    answer = (response) => response.end();
    const second = await run();
    await vi.waitFor(() => expect(messages()).toEqual([{ state: 'unknown', attempts: 1 }]), {
      timeout: 5000,
    });
    await kill(second);
    expect(posted).toHaveLength(1);
  }, 60_000);
});

describe('a mail', () => {
  let mail: MailServer;
  beforeEach(async () => {
    mail = await startMailServer();
    receivers = {
      email: {
        ...{ host: '127.0.0.1', port: mail.port, security: 'none' },
        from: 'acgs@x.org',
        to: ['ops@x.org'],
      },
    };
  });
  afterEach(() => mail.close());

  it('comes once, whatever is killed and started again', async () => {
    const first = await run();
    await vi.waitFor(() => expect(mail.mails).toHaveLength(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(messages()).toEqual([{ state: 'sent', attempts: 1 }]));
    await kill(first);
    const second = await run();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await kill(second);
    expect(mail.mails).toHaveLength(1);
    const [{ subject, to, from, text, messageId } = {}] = mail.mails;
    expect({ subject, to, from }).toMatchObject({
      subject: '[test] CRITICAL: AtOnce',
      ...{ to: [{ address: 'ops@x.org' }], from: { address: 'acgs@x.org' } },
    });
    expect(text).toContain('What:         it is bad');
    expect(messageId).toMatch(/^<acgs-[0-9a-f-]{36}@x\.org>$/);
  }, 60_000);

  it('that a killed process was handing over is not handed over again, and that is said', async () => {
    mail.hang('data');
    const first = await run();
    await vi.waitFor(() => expect(mail.mails).toHaveLength(1), { timeout: 10_000 });
    await kill(first);
    mail.answer();
    const second = await run();
    await vi.waitFor(() => expect(messages()).toEqual([{ state: 'unknown', attempts: 1 }]), {
      timeout: 5000,
    });
    await kill(second);
    expect(mail.mails).toHaveLength(1);
  }, 60_000);
});
