import type { KeyStore } from '../../connect/key-store.ts';
import { fieldAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore } from '../../store/index.ts';
import { createAccessReview, type ReviewAccess } from '../access.ts';
import { type Approvals, createApprovals } from '../approvals/index.ts';
import { createDoor, type Door } from '../door.ts';
import type { Ground } from '../guards.ts';
import { createOperators, type Operators } from '../operators/index.ts';
import { createSession, type Session } from '../operators/session.ts';
import type { JournalTail, OperationJournal } from '../record.ts';
import { createTargetLocks, type Owner } from '../target-locks.ts';

type Entry = Parameters<OperationJournal['append']>[0];

/** A door on a store and a journal of its own, which keeps in memory what it is told. */
export interface TestDoor {
  door: Door;
  operators: Operators;
  session: Session;
  approvals: Approvals;
  entries: Entry[];
  /** `intent`, `result done`, `verification true` …, in order. */
  told(): string[];
  close(): void;
}

export function openDoor(options: {
  clock: Clock;
  ground?: Ground;
  connect?: () => Promise<Pick<Kubernetes, 'request'>>;
  reviewAccess?: ReviewAccess;
  /** Who is at the machine while nobody is logged in. */
  actor?: string;
  keyStore?: KeyStore;
  dataDirectory?: string;
  owner?: Owner;
  isRunning?: (processId: number) => boolean;
  onAppend?: (entry: Entry) => void;
  /** In place of one in memory. */
  journal?: OperationJournal & JournalTail;
}): TestDoor {
  const {
    clock,
    ground = { name: 'practice', environment: 'staging' },
    connect,
    actor = 'alice@desk',
  } = options;
  const store = openStore(options.dataDirectory ?? ':memory:', 60_000);
  const entries: Entry[] = [];
  const redactor = createRedactor();
  const journal = {
    append(entry: Entry) {
      options.onAppend?.(entry);
      entries.push(entry);
      return { index: entries.length - 1 };
    },
    newest: () => entries.toReversed(),
    kindsAbout: async (about: string) =>
      entries.filter(({ subject }) => subject === about).map(({ kind }) => kind),
    origin: () => 'acgs-control-center/test',
    ...options.journal,
  };
  const operators = createOperators({
    records: store.operators,
    directory: options.dataDirectory ?? ':memory:',
    keyStore: options.keyStore ?? memoryKeyStore(),
    journal,
    actor: () => session.actor().name,
    clock,
    redactor,
  });
  const session: Session = createSession({ operators, journal, clock, log: silentLog, localActor: actor });
  const approvals = createApprovals({
    ground,
    records: store.approvals,
    operators,
    session,
    journal,
    clock,
    redactor,
  });
  const door = createDoor({
    ground,
    journal,
    locks: createTargetLocks({
      locks: store.locks,
      clock,
      owner: options.owner ?? { processId: process.pid, host: 'here' },
      isRunning: options.isRunning ?? (() => true),
    }),
    reviewAccess: options.reviewAccess ?? (connect ? createAccessReview(connect) : async () => []),
    actor: session.actor,
    approvals,
    clock,
    redactor,
  });
  return {
    door,
    operators,
    session,
    approvals,
    entries,
    told: () =>
      entries.map(({ kind, data }) => {
        const how = fieldAt(data, 'result') ?? fieldAt(data, 'ok');
        return `${kind.replace('operation.', '')}${how === undefined ? '' : ` ${String(how)}`}`;
      }),
    close() {
      session.close();
      store.close();
    },
  };
}

/** A key store that keeps everything and forgets it with the test. */
export function memoryKeyStore(): KeyStore {
  const secrets = new Map<string, string>();
  return {
    read: async (name) => secrets.get(name),
    write: async (name, secret) => void secrets.set(name, secret),
    remove: async (name) => void secrets.delete(name),
    weakness: async () => null,
  };
}
