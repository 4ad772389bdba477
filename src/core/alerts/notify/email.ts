import { z } from 'zod';
import type { EmailConfig } from '../../connect/profile/email-schema.ts';
import type { SmtpServer } from '../../connect/smtp.ts';
import { emailOf } from '../escalation.ts';
import { isWorse, LEVELS } from '../levels.ts';
import { htmlOf, subjectOf, textOf } from './email-text.ts';
import type { Message } from './message.ts';
import type { Receiver } from './receiver.ts';

type Recipients = Pick<EmailConfig, 'from' | 'to' | 'levels' | 'contacts' | 'fromLevel'>;

/** Hands alerts to a mail server. */
export function emailReceiver(
  config: Recipients,
  deps: {
    server: SmtpServer;
    contacts: Readonly<Record<string, unknown>>;
    /** The profile's name: who reads it may look after several systems. */
    system: string;
  },
): Receiver {
  const { server, system } = deps;
  return {
    name: 'email',
    kind: 'email',
    from: config.fromLevel ?? 'warning',
    isThere: () => true,
    async send(message, id) {
      const { to, problems } = recipientsOf(message, config, deps.contacts);
      const refused = await server.send({
        messageId: messageIdOf(id, config.from),
        from: { name: 'ACGS Control Center', address: config.from },
        to,
        subject: subjectOf(message, system),
        text: textOf(message, system),
        html: htmlOf(message, system),
        urgent: message.kind !== 'resolved' && isWorse(message.level, 'warning'),
      });
      const all = [...problems, ...refused.map(({ address, why }) => `${address} is refused (${why})`)];
      return all.length === 0 ? null : `${server.what} took it, but not for all: ${all.join('; ')}`;
    },
    cut: server.cut,
  };
}

/** The same for every try: a mail whose receipt was lost on the way is known by it when it comes again. */
export function messageIdOf(id: string, from: string): string {
  return `acgs-${id}@${from.slice(from.lastIndexOf('@') + 1)}`;
}

/** Who gets a message: everybody, those of its level, and those whom the escalation has called. */
export function recipientsOf(
  message: Pick<Message, 'level' | 'called'>,
  { to, levels = {}, contacts: tellsCalled = false }: Recipients,
  contacts: Readonly<Record<string, unknown>>,
): { to: string[]; problems: string[] } {
  const problems: string[] = [];
  const byLevel = LEVELS.flatMap((level) => (isWorse(level, message.level) ? [] : (levels[level] ?? [])));
  const called = tellsCalled
    ? message.called.flatMap((role) => {
        const written = emailOf(contacts, role);
        if (written === null) return [];
        // The contacts are the operator's notes: what stands there need not be an address.
        if (z.email().safeParse(written).success) return [written];
        problems.push(`the e-mail of ${role} in contacts is no address`);
        return [];
      })
    : [];
  const everybody = new Map<string, string>();
  for (const address of [...to, ...byLevel, ...called]) {
    const key = address.toLowerCase();
    if (!everybody.has(key)) everybody.set(key, address);
  }
  return { to: [...everybody.values()], problems };
}
