import { z } from 'zod';
import { alertLevel, name, secretRefSchema } from './parts.ts';

/** Nothing that ends a header or names a second recipient passes this. */
const address = z.email({ error: 'must be an e-mail address such as ops@example.org' });

const LOOPBACK = /^(localhost|127\.[0-9.]+|::1)$/;

/** The mail server that takes alerts, and whom they go to. */
export const emailSchema = z
  .strictObject({
    host: z
      .string()
      .regex(/^[A-Za-z0-9._:-]+$/, 'must be a host name or an address, without a scheme or a port'),
    port: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('default 587 with starttls, 465 with tls, 25 with none'),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .optional()
      .describe('never less than what is said here; default starttls'),
    user: name.optional(),
    password: secretRefSchema.optional(),
    from: address.describe('sender'),
    to: z.array(address).min(1, 'must name at least one address').describe('told of every alert'),
    levels: z
      .partialRecord(alertLevel, z.array(address))
      .optional()
      .describe('also told of alerts of that level and worse'),
    contacts: z
      .boolean()
      .optional()
      .describe('also tell whom the escalation has called, by the e-mail in contacts; default false'),
    fromLevel: alertLevel.optional().describe('milder alerts are not told; default warning'),
  })
  .superRefine(({ host, security, user, password }, context) => {
    const wrong = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (user !== undefined && !password) {
      wrong('user', 'needs a password: say where it is kept, as password: { env: NAME }');
    }
    if (user === undefined && password) wrong('password', 'needs the user it belongs to');
    if (password && security === 'none' && !LOOPBACK.test(host)) {
      wrong('security', 'must be starttls or tls: a password is not sent over the network unencrypted');
    }
  });

export type EmailConfig = z.infer<typeof emailSchema>;
