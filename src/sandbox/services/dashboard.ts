import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { SystemFigures } from '../load-curve.ts';
import type { Pace } from '../pace.ts';
import { isOwnHost } from './hosts.ts';

const pushEveryMs = 1000;

export function renderDashboardMetrics(figures: SystemFigures, nowMs: number): Record<string, unknown> {
  return { timestamp: new Date(nowMs).toISOString(), ...figures, cost_savings: figures.cost_efficiency };
}

/** The dashboard's WebSocket `/ws`: figures at once and then every second. */
export function attachMetricsPush(
  server: Server,
  figures: () => SystemFigures,
  pace: Pace,
  now: () => number,
): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path !== '/ws' || !isOwnHost(request.headers.host)) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const push = () =>
        client.send(
          JSON.stringify({ type: 'metrics_update', data: renderDashboardMetrics(figures(), now()) }),
        );
      push();
      const stop = pace.every(pushEveryMs, push);
      client.on('close', stop);
      client.on('error', () => client.terminate());
    });
  });
}
