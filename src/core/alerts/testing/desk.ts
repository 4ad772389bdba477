import { createHttpClient } from '../../connect/http/client.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { createLiveJournal } from '../../journal/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createSeriesSource } from '../../metrics/source.ts';
import type { AlertRecords } from '../../store/alerts/index.ts';
import { openStore } from '../../store/index.ts';
import { type Alerts, createAlerts } from '../index.ts';

/** Alerts over a real store and journal, with nobody who measures but the test. */
export interface AlertDesk {
  alerts: Alerts;
  records: AlertRecords;
  /** Records values of series without labels, or with them as `name system`. */
  measure(values: Readonly<Record<string, number>>): void;
  /** Kinds of the journal's entries about an alert, the oldest first. */
  journaled(id: string): Promise<string[]>;
  close(): Promise<void>;
  /** The process is no more: nothing is stopped or written any more. */
  abandon(): void;
}

/** @param processId of whoever evaluates; an abandoned one counts as ended */
export function openAlertDesk(options: {
  directory: string;
  clock: Clock;
  processId: number;
  profile?: Partial<Profile>;
  env?: NodeJS.ProcessEnv;
  /** Processes that live beside this one. */
  others?: readonly number[];
}): AlertDesk {
  const { directory, clock, processId, others = [] } = options;
  const redactor = createRedactor();
  const store = openStore(directory, 60_000);
  const journal = createLiveJournal({ directory, anchors: [], clock, log: silentLog });
  const http = createHttpClient({ clock });
  const alerts = createAlerts({
    profile: { name: 'test', environment: 'staging', ...options.profile },
    records: store.alerts,
    source: createSeriesSource(store.samples),
    samples: store.samples,
    journal,
    actor: () => ({ name: 'mara', operator: null }),
    prometheus: null,
    alertmanager: null,
    http,
    secrets: createSecrets({ env: options.env ?? {}, redactor }),
    clock,
    log: silentLog,
    redactor,
    retentionMs: 86_400_000,
    owner: { processId, host: 'here' },
    isRunning: (id) => id === processId || others.includes(id),
  });
  return {
    alerts,
    records: store.alerts,
    measure(values) {
      store.samples.record(
        clock.now(),
        Object.entries(values).map(([named, value]) => {
          const [name = '', system] = named.split(' ');
          return { name, labels: system === undefined ? {} : { system }, value };
        }),
      );
    },
    async journaled(id) {
      const { items } = await journal.list({ subject: `alert ${id}` }, { limit: 100 });
      return items.map(({ kind }) => kind).reverse();
    },
    async close() {
      await alerts.stop();
      await http.close();
      await journal.close();
      store.close();
    },
    abandon: () => store.close(),
  };
}
