import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPrometheus, type TestPrometheus } from '../../../test/servers/prometheus.ts';
import { html, json, type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { openAlertmanager } from '../connect/alertmanager.ts';
import { createHttpClient } from '../connect/http/client.ts';
import { openPrometheus } from '../connect/prometheus.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createForeignAlerts } from './external.ts';

const RULES = `groups:
  - name: theirs
    rules:
      - {alert: AlwaysBad, expr: vector(7), labels: {severity: critical, system: governance}, annotations: {summary: it is bad}}
      - {alert: Waits, expr: vector(1), for: 1h, labels: {severity: warning}}
      - {alert: Broken, expr: 'count by (a) (vector(1)) * on() group_left() (label_replace(vector(1), "x", "1", "", "") or label_replace(vector(1), "x", "2", "", ""))'}
`;

/** What Alertmanager 0.33 answers to `GET /api/v2/alerts`, shortened. */
const MANAGED = [
  {
    annotations: { summary: 'Pod thanos-store-0 is crash looping' },
    endsAt: '2025-06-27T09:05:00.000Z',
    fingerprint: 'a1b2c3d4e5f60718',
    receivers: [{ name: 'team' }],
    startsAt: '2025-06-27T08:00:00.123456789+02:00',
    status: { inhibitedBy: [], silencedBy: ['6a1f'], state: 'suppressed' },
    updatedAt: '2025-06-27T09:00:00.000Z',
    generatorURL: '',
    labels: { alertname: 'KubePodCrashLooping', severity: 'warning' },
  },
];

describe('alerts of others', () => {
  const clock = systemClock();
  const http = createHttpClient({ clock });
  const redactor = createRedactor();
  const reach = { http, secrets: createSecrets({ env: {}, redactor }), timeoutMs: 5000 };
  let prometheus: TestPrometheus;
  const managers: ScriptedHttp[] = [];

  beforeAll(async () => {
    prometheus = await startPrometheus({ rules: RULES });
  });
  afterEach(async () => {
    await Promise.all(managers.splice(0).map((server) => server.close()));
  });
  afterAll(async () => {
    await http.close();
    await prometheus?.close();
  });

  it('of a real Prometheus are shown with their state, and its rules that fail are named', async () => {
    const { url } = prometheus;
    const foreign = createForeignAlerts({
      alertmanager: null,
      prometheus: { connection: openPrometheus({ url }, reach), url },
      clock,
      redactor,
    });
    await vi.waitFor(
      async () => {
        await foreign.look();
        const [source] = foreign.sources();
        expect(
          source?.alerts.map(({ name, level, state }) => `${name} ${level} ${state}`).toSorted(),
        ).toEqual(['AlwaysBad critical firing', 'Waits warning pending']);
        expect(source?.warnings).toEqual([expect.stringMatching(/^Broken in theirs fails: .*many-to-many/)]);
      },
      { timeout: 15_000, interval: 500 },
    );
    const bad = foreign.sources()[0]?.alerts.find(({ name }) => name === 'AlwaysBad');
    expect(bad).toMatchObject({ value: 7, annotations: { summary: 'it is bad' } });
  }, 30_000);

  it('of an Alertmanager are shown, and stay with their age when it goes away', async () => {
    const server = await startScriptedHttp();
    managers.push(server);
    server.answer('/api/v2/alerts', json(MANAGED));
    const foreign = createForeignAlerts({
      alertmanager: { connection: openAlertmanager({ url: server.url }, reach), url: server.url },
      prometheus: null,
      clock,
      redactor,
    });
    await foreign.look();
    const [seen] = foreign.sources();
    expect(seen).toMatchObject({ state: 'live', problem: null });
    expect(seen?.alerts).toMatchObject([
      { name: 'KubePodCrashLooping', state: 'suppressed', activeAt: '2025-06-27T06:00:00.123Z' },
    ]);
    server.answer('/api/v2/alerts', html);
    await foreign.look();
    const [gone] = foreign.sources();
    expect(gone).toMatchObject({ state: 'stale', observedAt: seen?.observedAt });
    expect(gone?.problem?.message).toMatch(/Alertmanager at .*HTML/);
    expect(gone?.alerts).toHaveLength(1);
  });
});
