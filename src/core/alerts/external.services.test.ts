import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAlertmanager, type TestAlertmanager } from '../../../test/servers/alertmanager.ts';
import { startPrometheus, type TestPrometheus } from '../../../test/servers/prometheus.ts';
import { html, json, type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { openAlertmanager } from '../connect/alertmanager.ts';
import { createHttpClient } from '../connect/http/client.ts';
import { openPrometheus } from '../connect/prometheus.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createForeignAlerts } from './external.ts';
import { webhookBody } from './notify/webhook.ts';

const RULES = `groups:
  - name: theirs
    rules:
      - {alert: AlwaysBad, expr: vector(7), labels: {severity: critical, system: governance}, annotations: {summary: it is bad}}
      - {alert: Waits, expr: vector(1), for: 1h, labels: {severity: warning}}
      - {alert: Broken, expr: 'count by (a) (vector(1)) * on() group_left() (label_replace(vector(1), "x", "1", "", "") or label_replace(vector(1), "x", "2", "", ""))'}
`;

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

  describe('of a real Alertmanager', () => {
    let manager: TestAlertmanager;
    beforeEach(async () => {
      manager = await startAlertmanager({
        inhibit: { source: 'severity="critical"', target: 'severity="warning"', equal: ['system'] },
      });
    });
    afterEach(() => manager.close());

    const look = () => {
      const { url } = manager;
      const foreign = createForeignAlerts({
        alertmanager: { connection: openAlertmanager({ url }, reach), url },
        ...{ prometheus: null, clock, redactor },
      });
      const alerts = async () => {
        await foreign.look();
        const [source] = foreign.sources();
        const words = source?.alerts.map(({ name, level, state }) => `${name} ${level} ${state}`);
        return words?.toSorted();
      };
      const become = (wanted: string[]) =>
        vi.waitFor(async () => expect(await alerts()).toEqual(wanted), { timeout: 10_000, interval: 200 });
      return { foreign, become };
    };

    it('are shown with their level and state: silenced, inhibited, and over', async () => {
      const { foreign, become } = look();
      await become([]);
      expect(foreign.sources()).toMatchObject([{ state: 'live', problem: null, alerts: [] }]);
      const startsAt = '2025-06-27T08:00:00.123456789+02:00';
      const down = { alertname: 'ServiceDown', severity: 'critical', system: 'governance' };
      const slow = { alertname: 'Slow', severity: 'warning', system: 'governance' };
      const loops = { alertname: 'KubePodCrashLooping', severity: 'warning', pod: 'thanos-store-0' };
      const posted = { annotations: { summary: 'it loops' }, startsAt };
      await manager.post([{ labels: slow }, { labels: loops, ...posted }]);
      await become(['KubePodCrashLooping warning firing', 'Slow warning firing']);
      expect(foreign.sources()[0]?.alerts.find(({ name }) => name === loops.alertname)).toMatchObject({
        ...{ labels: loops, annotations: { summary: 'it loops' }, value: null },
        activeAt: '2025-06-27T06:00:00.123Z',
      });

      await manager.post([{ labels: down }]);
      await become([
        'KubePodCrashLooping warning firing',
        'ServiceDown critical firing',
        'Slow warning suppressed',
      ]);
      const id = await manager.silence({ pod: 'thanos-store-0' });
      await become([
        'KubePodCrashLooping warning suppressed',
        'ServiceDown critical firing',
        'Slow warning suppressed',
      ]);
      await manager.endSilence(id);
      await manager.post([{ labels: down, endsAt: new Date().toISOString() }]);
      await become(['KubePodCrashLooping warning firing', 'Slow warning firing']);
    }, 60_000);

    it('stay with their age when it goes away, and are live again when it is back', async () => {
      const { foreign, become } = look();
      await manager.post([{ labels: { alertname: 'Slow', severity: 'warning' } }]);
      await become(['Slow warning firing']);
      const [seen] = foreign.sources();
      await manager.stop();
      await foreign.look();
      const [gone] = foreign.sources();
      expect(gone).toMatchObject({ state: 'stale', observedAt: seen?.observedAt });
      const { host } = new URL(manager.url);
      expect(gone?.problem?.message).toBe(`Alertmanager at ${host}: connection refused`);
      expect(gone?.alerts).toHaveLength(1);
      await manager.start();
      await foreign.look();
      expect(foreign.sources()).toMatchObject([{ state: 'live', problem: null }]);
    }, 60_000);
  });

  it('of what is no Alertmanager are none, and that is said', async () => {
    const server = await startScriptedHttp();
    managers.push(server);
    server.answer('/api/v2/alerts', html);
    const foreign = createForeignAlerts({
      alertmanager: { connection: openAlertmanager({ url: server.url }, reach), url: server.url },
      ...{ prometheus: null, clock, redactor },
    });
    await foreign.look();
    const [seen] = foreign.sources();
    expect(seen).toMatchObject({ state: 'connecting', observedAt: null, alerts: [] });
    expect(seen?.problem?.message).toMatch(/Alertmanager at .*HTML/);
    server.answer('/api/v2/alerts', json({ data: [] }));
    await foreign.look();
    expect(foreign.sources()[0]?.problem?.message).toMatch(/answers in an unknown shape/);
  });
});

/** Our webhook claims to be Alertmanager's: whatever reads one must be able to read the other. */
describe('the webhook of a real Alertmanager', () => {
  it('has the same shape as ours', async () => {
    const bodies: Record<string, unknown>[] = [];
    const hook = createServer((request, response) => {
      void text(request).then((body) => {
        bodies.push(JSON.parse(body));
        response.end();
      });
    });
    hook.listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const address = hook.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const manager = await startAlertmanager({ webhook: `http://127.0.0.1:${port}/` });
    const labels = { alertname: 'ServiceDown', severity: 'critical' };
    const annotations = { summary: 'it is down' };
    await manager.post([{ labels, annotations }]);
    await vi.waitFor(() => expect(bodies).toHaveLength(1), { timeout: 20_000 });
    await manager.close();
    hook.closeAllConnections();
    hook.close();
    // 0.33 also says why it notifies, which older ones that call themselves version 4 do not.
    const [{ notification_reason: ___, ...theirs } = {}] = bodies;
    const ours = webhookBody('team', {
      ...{ kind: 'firing', name: 'ServiceDown', level: 'critical', title: '', text: '', called: [] },
      alerts: [
        {
          ...{ id: 'a1b2c3d4e5f60718', labels, annotations, startsAt: '2025-06-27T09:00:00.000Z' },
          ...{ endsAt: null, summary: '', why: '', respondBy: null, runbook: null, procedure: null },
          ...{ acknowledgedBy: null, acknowledgedAt: null, note: null },
        },
      ],
    });
    expect(shapeOf(ours)).toEqual(shapeOf(theirs));
    const { alerts: _, externalURL: __, groupKey, ...same } = theirs;
    expect(ours).toMatchObject(same);
    expect(ours.groupKey).toBe(String(groupKey));
    expect(theirs.alerts).toMatchObject([{ endsAt: '0001-01-01T00:00:00Z', labels, annotations }]);
  }, 60_000);
});

/** Keys and types, in the order of the keys. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}
