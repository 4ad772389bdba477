import type { AlertmanagerConnection } from '../connect/alertmanager.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import { type Cancel, type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { AlertLevel } from '../store/alerts/index.ts';
import { levelOfLabels } from './levels.ts';

/** An alert that somebody else raised: shown beside ours, never changed from here. */
export interface ForeignAlert {
  id: string;
  name: string;
  level: AlertLevel;
  state: 'pending' | 'firing' | 'suppressed';
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  value: number | null;
  activeAt: string;
}

export interface ForeignSource {
  id: 'alertmanager' | 'prometheus';
  name: string;
  state: 'connecting' | 'live' | 'stale';
  observedAt: string | null;
  problem: Problem | null;
  alerts: readonly ForeignAlert[];
  /** What is wrong with its rules, a sentence each. */
  warnings: readonly string[];
}

/** Looks at the alerts of an existing Alertmanager and Prometheus. */
export interface ForeignAlerts {
  start(): void;
  stop(): void;
  /** Looks once; never throws. */
  look(): Promise<void>;
  sources(): ForeignSource[];
  subscribe(listener: () => void): () => void;
}

const EVERY_MS = 15_000;

type Seen = Pick<ForeignSource, 'alerts' | 'warnings'>;

export function createForeignAlerts(options: {
  alertmanager: { connection: AlertmanagerConnection; url: string } | null;
  prometheus: { connection: Pick<PrometheusConnection, 'alerts' | 'rules'>; url: string } | null;
  clock: Clock;
  redactor: Redactor;
}): ForeignAlerts {
  const { alertmanager, prometheus, clock, redactor } = options;
  const listeners = new Set<() => void>();
  let cancel: Cancel | null = null;
  let stop = new AbortController();

  const eyes: { id: ForeignSource['id']; name: string; look: (signal: AbortSignal) => Promise<Seen> }[] = [];
  if (alertmanager) {
    eyes.push({
      id: 'alertmanager',
      name: `Alertmanager at ${new URL(alertmanager.url).host}`,
      async look(signal) {
        const alerts = await alertmanager.connection.alerts(signal);
        return {
          warnings: [],
          alerts: alerts.map(({ fingerprint, labels, annotations, startsAt, status }) => ({
            id: fingerprint,
            name: labels.alertname ?? 'an alert without a name',
            level: levelOfLabels(labels),
            state: status.state === 'suppressed' ? 'suppressed' : 'firing',
            labels,
            annotations,
            value: null,
            activeAt: instantText(startsAt, clock.now()),
          })),
        };
      },
    });
  }
  if (prometheus) {
    eyes.push({
      id: 'prometheus',
      name: `Prometheus at ${new URL(prometheus.url).host}`,
      async look(signal) {
        const [alerts, rules] = await Promise.all([
          prometheus.connection.alerts(signal),
          prometheus.connection.rules(signal),
        ]);
        return {
          warnings: rules.failing,
          alerts: alerts.map(({ labels, annotations, state, activeAt, value }) => ({
            id: JSON.stringify(labels),
            name: labels.alertname ?? 'an alert without a name',
            level: levelOfLabels(labels),
            state,
            labels,
            annotations,
            value: Number.isFinite(Number(value)) ? Number(value) : null,
            activeAt: instantText(activeAt, clock.now()),
          })),
        };
      },
    });
  }

  const seen = new Map<ForeignSource['id'], Seen & { at: number }>();
  const problems = new Map<ForeignSource['id'], Problem>();

  const look = async () => {
    await Promise.all(
      eyes.map(async (eye) => {
        try {
          const found = await eye.look(stop.signal);
          seen.set(eye.id, { ...redactor.data(found), at: clock.now() });
          problems.delete(eye.id);
        } catch (error) {
          if (!stop.signal.aborted) problems.set(eye.id, redactor.data(problemOf(error)));
        }
      }),
    );
    for (const listener of [...listeners]) listener();
  };

  const again = () => {
    cancel = clock.after(EVERY_MS, () => void look().then(() => cancel && again()));
  };

  return {
    start() {
      if (eyes.length === 0 || cancel !== null) return;
      stop = new AbortController();
      void look();
      again();
    },
    stop() {
      cancel?.();
      cancel = null;
      stop.abort();
    },
    look,
    sources: () =>
      eyes.map(({ id, name }) => {
        const known = seen.get(id);
        const problem = problems.get(id) ?? null;
        return {
          id,
          name,
          state: known === undefined ? 'connecting' : problem === null ? 'live' : 'stale',
          observedAt: instantOf(known?.at ?? null),
          problem,
          alerts: known?.alerts ?? [],
          warnings: known?.warnings ?? [],
        };
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whatever zone and precision they write, an ISO instant in UTC; of what is no time, now. */
function instantText(text: string, now: number): string {
  const at = Date.parse(text);
  return toIso(Number.isNaN(at) ? now : at);
}
