import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Certificate,
  createAuthority,
  createServerCertificate,
} from '../../../../test/servers/certificates.ts';
import { freePort } from '../../../../test/servers/free-port.ts';
import { type MailServer, startMailServer } from '../../../../test/servers/mail.ts';
import type { EmailConfig } from '../../connect/profile/email-schema.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { openSmtp } from '../../connect/smtp.ts';
import { silentLog } from '../../kernel/log.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { AlertView } from '../view.ts';
import { emailReceiver } from './email.ts';
import type { News } from './message.ts';
import { createOutbox, type Outbox } from './outbox.ts';

const LOGIN = { user: 'acgs', password: 'correct horse battery' };
const env = { MAIL: LOGIN.password, WRONG: 'not the password' };

let authority: Certificate;
let certificate: Certificate;
let clock: ManualClock;
let store: Store;
let open: (() => Promise<unknown>)[];

beforeAll(async () => {
  authority = await createAuthority('mail authority');
  certificate = await createServerCertificate(authority);
});
beforeEach(() => {
  clock = manualClock();
  store = openStore(':memory:', 60_000);
  open = [async () => store.close()];
});
afterEach(async () => {
  for (const close of open.toReversed()) await close();
});

async function server(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const started = await startMailServer(options);
  open.push(started.close);
  return started;
}

function outboxTo(config: Partial<EmailConfig> & { port: number }, trusts = true): Outbox {
  const redactor = createRedactor();
  const secrets = createSecrets({ env, redactor });
  const email = {
    ...{ host: 'localhost', security: 'none' as const, from: 'acgs@x.org', to: ['ops@x.org'] },
    ...config,
  };
  const receiver = emailReceiver(email, {
    server: openSmtp(email, { secrets, clock, ...(trusts ? { authority: authority.certificate } : {}) }),
    ...{ contacts: {}, system: 'acgs-test' },
  });
  const outbox = createOutbox({
    records: store.alerts,
    receivers: [receiver],
    clock,
    log: silentLog,
    redactor,
  });
  outbox.start();
  open.push(() => Promise.all([outbox.stop(), clock.advance(5000)]));
  return outbox;
}

let count = 0;
function tell(outbox: Outbox, own: Partial<AlertView> = {}): void {
  const news = ['governance', 'integrity'].map((system): News => {
    count += 1;
    const id = `a${count}`;
    const transition = store.alerts.addTransition({
      ...{ alert: id, silence: null, at: clock.now(), kind: 'firing', actor: 'test', words: 'fires' },
      level: 'critical',
    });
    const alert: AlertView = {
      ...{ id, name: 'ServiceDown', level: 'critical', state: 'firing', labels: { system }, annotations: {} },
      ...{ activeAt: '2025-06-27T09:00:00.000Z', firedAt: null, resolvedAt: null, respondBy: null, value: 1 },
      ...{ acknowledgedBy: null, acknowledgedAt: null, note: null, silencedUntil: null, runbook: null },
      ...{ procedure: null, system, summary: `${system} is down`, why: 'it does not answer', forMs: 0 },
      ...{ blindSince: null, flapping: null, inhibitedBy: null, rule: { file: 'f', group: 'g' } },
      escalation: { priority: 'P1', path: [], reached: 1, nextAt: null },
      ...own,
    };
    return { transition, alert };
  });
  for (const receiver of outbox.receivers) outbox.tell(receiver, news);
}

const viewOf = (outbox: Outbox) => outbox.views()[0];
const until = (outbox: Outbox, state: string) =>
  vi.waitFor(() => expect(viewOf(outbox)?.state).toBe(state), { timeout: 10_000 });

describe('a mail server', () => {
  it('gets one mail for several alerts of one evaluation, over STARTTLS and with the login', async () => {
    const mail = await server({ tls: certificate, login: LOGIN });
    const outbox = outboxTo({
      ...{ port: mail.port, security: 'starttls', user: LOGIN.user, password: { env: 'MAIL' } },
    });
    tell(outbox);
    await until(outbox, 'ok');
    expect(mail.encrypted).toEqual([true]);
    const [{ subject, from, to, text = '', html = '', headers = [], date } = {}] = mail.mails;
    expect(subject).toBe('[acgs-test] CRITICAL: ServiceDown (governance, integrity)');
    expect(from).toMatchObject({ name: 'ACGS Control Center', address: 'acgs@x.org' });
    expect(to).toMatchObject([{ address: 'ops@x.org' }]);
    for (const system of ['governance', 'integrity']) {
      expect(text).toContain(`What:         ${system} is down`);
      expect(html).toContain(`${system} is down`);
    }
    const header = new Map(headers.map(({ key, value }) => [key, value]));
    expect(header.get('auto-submitted')).toBe('auto-generated');
    expect(header.get('x-priority')).toContain('1');
    expect(Date.parse(date ?? '')).toBe(Math.floor(clock.now() / 1000) * 1000);
    expect(viewOf(outbox)).toMatchObject({ kind: 'email', state: 'ok', problem: null, waiting: 0 });
  });

  it('that speaks TLS from the first byte gets it too', async () => {
    const mail = await server({ tls: certificate, wrapped: true });
    const outbox = outboxTo({ port: mail.port, security: 'tls' });
    tell(outbox);
    await until(outbox, 'ok');
    expect(mail.encrypted).toEqual([true]);
  });

  it('is not sent to where the connection would be less safe than the profile says', async () => {
    const plain = await server();
    const one = outboxTo({ port: plain.port, security: 'starttls' });
    tell(one);
    await until(one, 'failing');
    expect(viewOf(one)).toMatchObject({
      problem: expect.stringContaining(`The mail server localhost:${plain.port}: no encrypted connection`),
      nextTryAt: null,
    });
    expect(plain.mails).toEqual([]);
  });

  it('whose certificate nobody vouches for gets nothing, the password least of all', async () => {
    const mail = await server({ tls: certificate, login: LOGIN });
    const outbox = outboxTo(
      { ...{ port: mail.port, security: 'starttls', user: 'acgs', password: { env: 'MAIL' } } },
      false,
    );
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)?.problem).toContain('TLS failed');
    expect(mail.mails).toEqual([]);
  });

  it('that refuses the password is not asked for ever, and neither it nor the password is said', async () => {
    const mail = await server({ tls: certificate, login: LOGIN });
    const outbox = outboxTo({
      ...{ port: mail.port, security: 'starttls', user: 'acgs', password: { env: 'WRONG' } },
    });
    mail.refuse('auth', 535, `I do not know ${env.WRONG}`);
    tell(outbox);
    await until(outbox, 'failing');
    const { problem = '', nextTryAt } = viewOf(outbox) ?? {};
    expect(problem).toContain('refuses the login: 535 I do not know');
    expect([problem?.includes(env.WRONG), nextTryAt]).toEqual([false, null]);
    await clock.advance(3_600_000);
    expect(mail.connections()).toBe(1);
  });

  it('that says "not now" gets it later, under the same Message-ID', async () => {
    const mail = await server();
    const outbox = outboxTo({ port: mail.port });
    mail.refuse('data', 451, 'greylisted, come back');
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)).toMatchObject({
      ...{ waiting: 1, nextTryAt: new Date(clock.now() + 15_000).toISOString() },
      problem: `The mail server localhost:${mail.port}: does not take the mail now: 451 greylisted, come back`,
    });
    mail.answer();
    await clock.advance(15_000);
    await until(outbox, 'ok');
    expect(mail.mails).toHaveLength(2);
    expect(new Set(mail.mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('that takes a mail and is cut before it says so gets it again, as the same mail', async () => {
    const mail = await server();
    const outbox = outboxTo({ port: mail.port });
    mail.cutAfterData();
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)?.problem).toBe(`The mail server localhost:${mail.port}: the connection was cut`);
    mail.answer();
    await clock.advance(15_000);
    await until(outbox, 'ok');
    expect(mail.mails).toHaveLength(2);
    expect(new Set(mail.mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('that says "never" is not asked again', async () => {
    const mail = await server();
    const outbox = outboxTo({ port: mail.port });
    mail.refuse('rcpt', 550, 'no such user');
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)).toMatchObject({ waiting: 0, nextTryAt: null });
    expect(viewOf(outbox)?.problem).toContain('refuses the mail: 550 no such user');
    await clock.advance(5 * 3_600_000);
    expect(mail.connections()).toBe(1);
    mail.answer();
    tell(outbox);
    await until(outbox, 'ok');
    expect(mail.mails).toHaveLength(1);
  });

  it('that refuses one of several recipients is not given it again, and who missed it is said', async () => {
    const mail = await server();
    const outbox = outboxTo({ port: mail.port, to: ['ops@x.org', 'gone@x.org'] });
    mail.refuse('rcpt', 550, 'no such user', 'gone@x.org');
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)).toMatchObject({
      ...{ waiting: 0, nextTryAt: null },
      problem: `The mail server localhost:${mail.port} took it, but not for all: gone@x.org is refused (550 no such user)`,
    });
    await clock.advance(3_600_000);
    expect(mail.recipients).toEqual([['ops@x.org']]);
  });

  it.each(['connect', 'rcpt', 'data'] as const)(
    'that hangs at %s is cut after 30 s and asked again',
    async (stage) => {
      const mail = await server();
      const outbox = outboxTo({ port: mail.port });
      mail.hang(stage);
      tell(outbox);
      await vi.waitFor(() => expect(stage === 'data' ? mail.mails.length : mail.connections()).toBe(1));
      expect(viewOf(outbox)?.problem).toBeNull();
      await clock.advance(30_000);
      await until(outbox, 'failing');
      expect(viewOf(outbox)?.problem).toBe(`The mail server localhost:${mail.port}: no answer within 30 s`);
      mail.answer();
      await clock.advance(15_000);
      await until(outbox, 'ok');
    },
  );

  it('that is not there is said in words and asked again', async () => {
    const outbox = outboxTo({ port: await freePort() });
    tell(outbox);
    await until(outbox, 'failing');
    expect(viewOf(outbox)?.problem).toMatch(/^The mail server localhost:\d+: connection refused$/);
    expect(viewOf(outbox)?.nextTryAt).not.toBeNull();
  });

  it('gets no header and no recipient that a label made', async () => {
    const mail = await server();
    const outbox = outboxTo({ port: mail.port });
    const evil = 'x\r\nBcc: thief@evil.example\r\nX-Evil: 1\r\n\r\nbody';
    tell(outbox, { name: evil, system: evil, summary: evil, labels: { [evil]: evil } });
    await until(outbox, 'ok');
    const [{ headers = [], subject, bcc, to } = {}] = mail.mails;
    expect(headers.map(({ key }) => key)).not.toContain('x-evil');
    expect({ bcc, to }).toMatchObject({ bcc: undefined, to: [{ address: 'ops@x.org' }] });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(mail.recipients).toEqual([['ops@x.org']]);
  });
});
