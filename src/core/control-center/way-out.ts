import { hostname } from 'node:os';
import type { Cluster } from '../cluster/index.ts';
import type { LiveJournal } from '../journal/index.ts';
import { createAccessReview } from '../operate/access.ts';
import { createApprovals } from '../operate/approvals/index.ts';
import { createDoor } from '../operate/door.ts';
import { groundOf } from '../operate/guards.ts';
import { localActor } from '../operate/local-actor.ts';
import { createOperators } from '../operate/operators/index.ts';
import { createSession, type Session } from '../operate/operators/session.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import { createProcesses } from '../operate/processes/index.ts';
import { createPastProcesses } from '../operate/processes/past.ts';
import { createRecording } from '../operate/processes/recording.ts';
import { createTargetLocks, isProcessRunning } from '../operate/target-locks.ts';
import type { Store } from '../store/index.ts';
import type { ControlCenterOptions } from './capabilities.ts';

/** An approval has a handful of entries in the journal. */
const MOST_ABOUT_AN_APPROVAL = 50;

/** The door, and what it goes by: who is logged in, what was approved, and what runs pass through it. */
export function openWayOut(
  options: ControlCenterOptions & {
    cluster: Pick<Cluster, 'connect'>;
    store: Store;
    journal: LiveJournal;
    /** What steps of processes can do; asked when one is begun. */
    actions: (name: string) => ActionKind | undefined;
  },
) {
  const { profile, dataDirectory, cluster, store, journal, actions, clock, log, redactor } = options;
  const ground = groundOf(profile);
  const owner = { processId: process.pid, host: hostname() };
  const operators = createOperators({
    records: store.operators,
    directory: dataDirectory,
    keyStore: options.keyStore ?? null,
    journal,
    actor: () => session.actor().name,
    clock,
    redactor,
  });
  const session: Session = createSession({ operators, journal, clock, log, localActor: localActor() });
  const approvals = createApprovals({
    ground,
    records: store.approvals,
    operators,
    session,
    journal: {
      append: journal.append,
      kindsAbout: async (subject) =>
        (await journal.list({ subject }, { limit: MOST_ABOUT_AN_APPROVAL })).items.map(({ kind }) => kind),
      origin: () => journal.status().origin ?? '',
    },
    clock,
    redactor,
  });
  const reviewAccess = createAccessReview(cluster.connect);
  const door = createDoor({
    ground,
    journal,
    locks: createTargetLocks({ locks: store.locks, clock, owner, isRunning: isProcessRunning }),
    reviewAccess,
    actor: session.actor,
    approvals,
    clock,
    redactor,
  });
  const processes = createProcesses({
    ground,
    journal,
    records: store.processes,
    actions,
    owner,
    isRunning: isProcessRunning,
    actor: () => session.actor().name,
    onApproval: approvals.subscribe,
    settle: () => void door.settle(),
    clock,
    log,
    redactor,
  });
  const pastProcesses = createPastProcesses({
    records: store.processes,
    recording: createRecording({ journal, records: store.processes, redactor, owner }),
    journal,
    actions,
  });
  return { ground, owner, operators, session, approvals, reviewAccess, door, processes, pastProcesses };
}
