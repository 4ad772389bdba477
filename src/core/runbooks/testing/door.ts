import { systemClock } from '../../kernel/clock.ts';
import { createRedactor, type Redactor } from '../../kernel/redaction.ts';
import { createDoor, type Door } from '../../operate/door.ts';
import { newJournal, type TestJournal } from '../../operate/processes/testing/open-processes.ts';
import { createTargetLocks } from '../../operate/target-locks.ts';
import { openStore } from '../../store/index.ts';

/** A door in practice, with what it journals; nobody has to approve anything there. */
export function doorHere(): { door: Door; journal: TestJournal; redactor: Redactor; close(): void } {
  const clock = systemClock();
  const redactor = createRedactor();
  const journal = newJournal();
  const store = openStore(':memory:', 60_000);
  const owner = { processId: 1, host: 'here' };
  const door = createDoor({
    ground: { name: 'practice', environment: 'staging' },
    journal,
    locks: createTargetLocks({ locks: store.locks, clock, owner, isRunning: () => true }),
    reviewAccess: async () => [],
    actor: () => ({ name: 'alice@desk', operator: null }),
    approvals: {
      standing: async () => ({ state: 'missing', id: null, decidedBy: null }),
      request: () => ({ id: 'none' }),
      use: async () => ({ approver: 'nobody' }),
      breakGlass: () => undefined,
    },
    clock,
    redactor,
  });
  return { door, journal, redactor, close: () => store.close() };
}
