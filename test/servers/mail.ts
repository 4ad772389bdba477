import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Certificate } from './certificates.ts';

type Stage = 'connect' | 'auth' | 'rcpt' | 'data';

export interface MailServer {
  readonly port: number;
  /** Whatever arrived whole, the oldest first, even if it was then refused. */
  readonly mails: readonly Email[];
  /** Addresses that were taken for each mail. */
  readonly recipients: readonly string[][];
  /** How often somebody connected. */
  readonly connections: () => number;
  /** Whether each mail came over an encrypted connection. */
  readonly encrypted: readonly boolean[];
  /** From now on everything is taken. */
  answer(): void;
  /** From now on it answers with this code at that stage; at `rcpt` only that address, where one is named. */
  refuse(stage: Stage, code: number, text: string, address?: string): void;
  /** From now on it says nothing any more at that stage. */
  hang(stage: Stage): void;
  /** From now on it cuts the connection when a mail has arrived, before it says so. */
  cutAfterData(): void;
  close(): Promise<void>;
}

/** A real SMTP server on a loopback port. */
export async function startMailServer(
  options: {
    /** Offers STARTTLS with it; with `wrapped` it speaks TLS from the first byte. */
    tls?: Certificate;
    wrapped?: boolean;
    /** Wants to know who sends. */
    login?: { user: string; password: string };
  } = {},
): Promise<MailServer> {
  const { tls, wrapped = false, login } = options;
  const mails: Email[] = [];
  const recipients: string[][] = [];
  const encrypted: boolean[] = [];
  let connections = 0;
  let stage: Stage | null = null;
  let refusal: { code: number; text: string; address: string | undefined } | 'hang' | 'cut' | null = null;

  /** @returns true: it is answered already, or never */
  const misbehaves = (at: Stage, callback: (error: Error) => void, address?: string): boolean => {
    if (stage !== at || refusal === null || refusal === 'cut') return false;
    if (refusal === 'hang') return true;
    if (refusal.address !== undefined && refusal.address !== address) return false;
    callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    return true;
  };

  const config: SMTPServerOptions = {
    ...(tls ? { cert: tls.certificate, key: tls.key } : {}),
    secure: wrapped,
    authOptional: login === undefined,
    disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onConnect(_session, callback) {
      connections += 1;
      if (!misbehaves('connect', callback)) callback();
    },
    onAuth({ username, password }, _session, callback) {
      if (misbehaves('auth', callback)) return;
      if (username === login?.user && password === login?.password) callback(null, { user: username });
      else callback(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, callback) {
      if (!misbehaves('rcpt', callback, address)) callback();
    },
    onData(stream, session, callback) {
      void buffer(stream).then(async (raw) => {
        mails.push(await PostalMime.parse(raw));
        recipients.push(session.envelope.rcptTo.map(({ address }) => address));
        encrypted.push(session.secure);
        if (refusal === 'cut') {
          for (const connection of server.connections) connection._socket.destroy();
          return;
        }
        if (!misbehaves('data', callback)) callback();
      });
    },
  };
  const server = new SMTPServer(config);
  // A client that goes away is what some tests are about.
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    ...{ mails, recipients, encrypted, connections: () => connections },
    answer() {
      stage = null;
      refusal = null;
    },
    refuse(at, code, text, only) {
      stage = at;
      refusal = { code, text, address: only };
    },
    hang(at) {
      stage = at;
      refusal = 'hang';
    },
    cutAfterData() {
      stage = 'data';
      refusal = 'cut';
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
