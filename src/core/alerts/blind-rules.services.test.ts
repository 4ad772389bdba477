import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPrometheus, type TestPrometheus } from '../../../test/servers/prometheus.ts';
import { createHttpClient } from '../connect/http/client.ts';
import { openPrometheus } from '../connect/prometheus.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { blindRulesOf } from './blind-rules.ts';
import { checkRuleFile } from './index.ts';

const RULES = `groups:
  - name: g
    rules:
      - {alert: Sees, expr: 'there{side="left"} > 5'}
      - {alert: Blind, expr: 'rate(nowhere{a="b"}[5m] offset 1m) > 0'}
      - {alert: HalfBlind, expr: 'there + on() there{side="right"} > 0'}
      - {alert: Waits, expr: absent(nowhere)}
      - {record: made, expr: there * 2}
      - {alert: OfARecord, expr: made > 0}
      - {alert: OfAlerts, expr: 'ALERTS{alertstate="firing"} > 0'}
`;

describe('blind rules', () => {
  const http = createHttpClient({ clock: systemClock() });
  let server: TestPrometheus;

  beforeAll(async () => {
    const rules = 'groups: [{name: g, rules: [{record: there, expr: vector(1), labels: {side: left}}]}]\n';
    server = await startPrometheus({ rules });
  });
  afterAll(async () => {
    await http.close();
    await server?.close();
  });

  it('are those whose series a real Prometheus does not have', async () => {
    const secrets = createSecrets({ env: {}, redactor: createRedactor() });
    const prometheus = openPrometheus({ url: server.url }, { secrets, http, timeoutMs: 5_000 });
    await vi.waitFor(async () => expect(await prometheus.query('there')).toHaveLength(1), {
      timeout: 10_000,
    });
    const checked = checkRuleFile('r.yaml', Buffer.from(RULES));
    const groups = checked.kind === 'good' ? checked.groups : [];
    expect(await blindRulesOf(prometheus, groups, new AbortController().signal)).toEqual([
      'the alert Blind is blind: nothing has reported nowhere{a="b"} within 1h',
      'the alert HalfBlind is blind: nothing has reported there{side="right"} within 1h',
    ]);
  });

  it('cannot be told without a Prometheus', async () => {
    await expect(blindRulesOf(null, [], new AbortController().signal)).rejects.toMatchObject({
      code: 'not-configured',
    });
  });
});
