import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { asNetworkError } from '../kernel/network-error.ts';
import type { EmailConfig } from './profile/email-schema.ts';
import type { Secrets } from './secrets.ts';

/** A mail with plain text and the same as HTML. */
export interface Mail {
  /** Without angle brackets, `id@domain`: whoever gets a mail twice knows it by this. */
  messageId: string;
  from: { name: string; address: string };
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  urgent: boolean;
}

export interface SmtpServer {
  /** As the operator knows it. */
  readonly what: string;
  /**
   * Hands a mail over; resolves when the server has taken it.
   *
   * @returns those of `to` that the server does not take mail for, with what it says; the others have it
   * @throws OperatorError when nobody gets it; `retryable` says whether trying again can help
   */
  send(mail: Mail): Promise<{ address: string; why: string }[]>;
  /** Cuts what is under way. */
  cut(): void;
}

/** For the whole exchange, from the name to the answer to the last line: mail servers let strangers wait. */
const TIMEOUT_MS = 30_000;
const PORTS = { starttls: 587, tls: 465, none: 25 } as const;
/** More of what a server says is no sentence. */
const MOST_WORDS = 200;

/** SMTP, a connection for each mail: alerts are rare, and servers close idle ones. */
export function openSmtp(
  config: Pick<EmailConfig, 'host' | 'port' | 'security' | 'user' | 'password'>,
  deps: {
    secrets: Secrets;
    clock: Clock;
    /** A certificate authority (PEM) that is trusted beside the usual ones. */
    authority?: string;
  },
): SmtpServer {
  const { host, security = 'starttls', user, password } = config;
  const { secrets, clock, authority } = deps;
  const port = config.port ?? PORTS[security];
  const what = `The mail server ${host}:${port}`;
  const underWay = new Set<AbortController>();

  const open = async () => {
    const { createTransport } = await import('nodemailer');
    const pass = password && (await secrets.resolve(password, 'the password of the mail server'));
    return createTransport({
      ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
      ignoreTLS: security === 'none',
      ...(user !== undefined && pass !== undefined ? { auth: { user, pass } } : {}),
      tls: { minVersion: 'TLSv1.2', ...(authority === undefined ? {} : { ca: authority }) },
      // A net: our own clock cuts it before.
      ...{ connectionTimeout: TIMEOUT_MS * 2, greetingTimeout: TIMEOUT_MS * 2 },
      ...{ socketTimeout: TIMEOUT_MS * 2, dnsTimeout: TIMEOUT_MS * 2, socketCloseTimeout: 0 },
      // Nothing in a mail of ours is to be fetched from anywhere.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  };

  return {
    what,
    async send({ messageId, from, to, subject, text, html, urgent }) {
      const transport = await open();
      const controller = new AbortController();
      underWay.add(controller);
      const cancel = clock.real.after(TIMEOUT_MS, () => controller.abort());
      try {
        const { rejectedErrors = [] } = await transport.sendMail({
          ...{ from, to: [...to], subject, text, html, messageId: `<${messageId}>` },
          date: new Date(clock.now()),
          ...(urgent ? { priority: 'high' as const } : {}),
          // No holiday note answers it.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: controller.signal,
        });
        return rejectedErrors.map(({ recipient = 'somebody', response, message }) => ({
          address: recipient,
          why: inOneLine(response ?? message),
        }));
      } catch (error) {
        if (controller.signal.aborted) {
          throw new OperatorError('timeout', `${what}: no answer within ${TIMEOUT_MS / 1000} s`);
        }
        throw asSmtpError(error, what);
      } finally {
        cancel();
        underWay.delete(controller);
        transport.close();
      }
    },
    cut() {
      for (const controller of underWay) controller.abort();
    },
  };
}

/** SMTP says itself whether trying again can help: 4xx not now, 5xx never. */
function asSmtpError(error: unknown, what: string): OperatorError {
  if (error instanceof OperatorError || !(error instanceof Error)) return asNetworkError(error, what);
  const fields = new Map<string, unknown>(Object.entries(error));
  const code = fields.get('code');
  const status = fields.get('responseCode');
  const said = inOneLine(String(fields.get('response') ?? error.message));
  const cause = error;
  if (code === 'ETLS') {
    return new OperatorError('tls', `${what}: no encrypted connection: ${said}`, {
      ...{ hint: 'Check alerts.email.security and the port in the profile.', cause },
    });
  }
  if (typeof status === 'number' && status >= 400) {
    const retryable = status < 500;
    if (code === 'EAUTH') {
      return new OperatorError('unauthenticated', `${what}: refuses the login: ${said}`, {
        ...{ hint: 'Check alerts.email.user and what its password names.', retryable, cause },
      });
    }
    const refuses = retryable ? 'does not take the mail now' : 'refuses the mail';
    return new OperatorError('server-error', `${what}: ${refuses}: ${said}`, { retryable, cause });
  }
  if (code === 'EAUTH') {
    return new OperatorError('unauthenticated', `${what}: cannot log in: ${said}`, { cause });
  }
  if (code === 'ECONNECTION') {
    return new OperatorError('unreachable', `${what}: the connection was cut`, { cause });
  }
  if (code === 'EPROTOCOL') {
    return new OperatorError('bad-answer', `${what}: does not speak SMTP: ${said}`, {
      ...{ hint: 'Check alerts.email.security and the port in the profile.', cause },
    });
  }
  // nodemailer's own codes hide the system's.
  const system = fields.get('originalCode');
  return asNetworkError(
    typeof system === 'string' ? Object.assign(new Error(error.message), { code: system }) : error,
    what,
  );
}

function inOneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line;
}
