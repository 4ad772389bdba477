import type { HttpClient } from '../../connect/http/client.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { Secrets } from '../../connect/secrets.ts';
import { openSmtp } from '../../connect/smtp.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Desktop } from './desktop.ts';
import { emailReceiver } from './email.ts';
import type { Receiver } from './receiver.ts';
import { webhookReceiver } from './webhook.ts';

/** Everybody whom the profile wants to be told. */
export function receiversOf(
  { alerts = {}, contacts = {}, name: system }: Profile,
  deps: { desktop: Desktop; http: HttpClient; secrets: Secrets; clock: Clock },
): Receiver[] {
  const { desktop, webhooks = [], email } = alerts;
  return [
    ...(desktop === false ? [] : [deps.desktop]),
    ...webhooks.map(({ name, url, token, from = 'warning' }) =>
      webhookReceiver({ name, url, token, from }, deps),
    ),
    ...(email ? [emailReceiver(email, { server: openSmtp(email, deps), contacts, system })] : []),
  ];
}
