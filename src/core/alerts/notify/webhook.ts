import type { HttpClient } from '../../connect/http/client.ts';
import type { SecretRef } from '../../connect/profile/schema.ts';
import type { Secrets } from '../../connect/secrets.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { AlertLevel } from '../../store/alerts/index.ts';
import { commonOf } from './common-labels.ts';
import type { Message } from './message.ts';
import type { Receiver } from './receiver.ts';

/** How long an endpoint has for the whole exchange. */
const TIMEOUT_MS = 10_000;
/** How Alertmanager writes the end of what has not ended: Go's zero time. */
const NOT_ENDED = '0001-01-01T00:00:00Z';

export interface WebhookConfig {
  name: string;
  /** An address, or where one is kept that must not be seen. */
  url: string | SecretRef;
  token?: SecretRef | undefined;
  from: AlertLevel;
}

/** Posts what Alertmanager posts, so that whatever takes its webhooks takes ours. */
export function webhookReceiver(
  config: WebhookConfig,
  deps: { http: HttpClient; secrets: Secrets },
): Receiver {
  const { name, url, token, from } = config;
  const { http, secrets } = deps;
  return {
    name,
    kind: 'webhook',
    from,
    isThere: () => true,
    async send(message, id) {
      const address =
        typeof url === 'string' ? url : await secrets.resolve(url, `the address of the webhook ${name}`);
      if (!URL.canParse(address)) {
        throw new OperatorError('secret', `The address of the webhook ${name} is not an address`);
      }
      const { status } = await http.fetchText({
        url: address,
        what: `The webhook ${name}`,
        method: 'POST',
        timeoutMs: TIMEOUT_MS,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          ...(token
            ? { authorization: `Bearer ${await secrets.resolve(token, `the token of the webhook ${name}`)}` }
            : {}),
        },
        body: JSON.stringify(webhookBody(name, message)),
      });
      if (status >= 200 && status < 300) return null;
      // As Alertmanager: what the endpoint calls our mistake it will call so again.
      const retryable = status >= 500 || status === 429 || status === 408;
      throw new OperatorError(
        status === 401 || status === 403 ? 'unauthenticated' : 'server-error',
        `The webhook ${name} answered HTTP ${status}`,
        { retryable },
      );
    },
  };
}

/** Alertmanager's webhook, version 4. */
export function webhookBody(receiver: string, message: Message): Record<string, unknown> {
  const status = message.kind === 'resolved' ? 'resolved' : 'firing';
  return {
    version: '4',
    groupKey: `{}:{alertname=${JSON.stringify(message.name)}}`,
    truncatedAlerts: 0,
    status,
    receiver,
    groupLabels: { alertname: message.name },
    commonLabels: commonOf(message.alerts.map(({ labels }) => labels)),
    commonAnnotations: commonOf(message.alerts.map(({ annotations }) => annotations)),
    externalURL: '',
    alerts: message.alerts.map(({ id, labels, annotations, startsAt, endsAt }) => ({
      status,
      labels,
      annotations,
      startsAt,
      endsAt: endsAt ?? NOT_ENDED,
      generatorURL: '',
      fingerprint: id,
    })),
  };
}
