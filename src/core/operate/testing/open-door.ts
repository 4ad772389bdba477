import { fieldAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore } from '../../store/index.ts';
import { createAccessReview, type ReviewAccess } from '../access.ts';
import type { Actor } from '../actor.ts';
import { withoutOperators } from '../approvals/none.ts';
import type { Approvals } from '../authority.ts';
import { createDoor, type Door } from '../door.ts';
import type { Ground } from '../guards.ts';
import type { OperationJournal } from '../record.ts';
import { createTargetLocks, type Owner } from '../target-locks.ts';

type Entry = Parameters<OperationJournal['append']>[0];

/** A door on a store and a journal of its own, which keeps in memory what it is told. */
export interface TestDoor {
  door: Door;
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
  /** A name alone: nobody is logged in. */
  actor?: string | Actor;
  approvals?: Approvals;
  dataDirectory?: string;
  owner?: Owner;
  isRunning?: (processId: number) => boolean;
  onAppend?: (entry: Entry) => void;
}): TestDoor {
  const {
    clock,
    ground = { name: 'practice', environment: 'staging' },
    connect,
    actor = 'alice@desk',
  } = options;
  const store = openStore(options.dataDirectory ?? ':memory:', 60_000);
  const entries: Entry[] = [];
  const door = createDoor({
    ground,
    journal: {
      append(entry) {
        options.onAppend?.(entry);
        entries.push(entry);
        return { index: entries.length - 1 };
      },
    },
    locks: createTargetLocks({
      locks: store.locks,
      clock,
      owner: options.owner ?? { processId: process.pid, host: 'here' },
      isRunning: options.isRunning ?? (() => true),
    }),
    reviewAccess: options.reviewAccess ?? (connect ? createAccessReview(connect) : async () => []),
    actor: () => (typeof actor === 'string' ? { name: actor, operator: null } : actor),
    approvals: options.approvals ?? withoutOperators,
    clock,
    redactor: createRedactor(),
  });
  return {
    door,
    entries,
    told: () =>
      entries.map(({ kind, data }) => {
        const how = fieldAt(data, 'result') ?? fieldAt(data, 'ok');
        return `${kind.replace('operation.', '')}${how === undefined ? '' : ` ${String(how)}`}`;
      }),
    close: () => store.close(),
  };
}
