import { z } from 'zod';
import type { Clock } from '../../../kernel/clock.ts';
import { silentLog } from '../../../kernel/log.ts';
import { createRedactor } from '../../../kernel/redaction.ts';
import { openStore } from '../../../store/index.ts';
import type { JsonValue } from '../../../store/journal/canonical.ts';
import { createDoor } from '../../door.ts';
import type { Ground } from '../../guards.ts';
import type { OperationKind } from '../../operation.ts';
import { createTargetLocks } from '../../target-locks.ts';
import type { ActionKind } from '../action.ts';
import type { JsonObject, ProcessDefinition, StepDefinition } from '../definition.ts';
import { createProcesses, type Processes } from '../index.ts';
import { operationAction } from '../operation-action.ts';
import { createPastProcesses, type PastProcesses } from '../past.ts';
import { createRecording } from '../recording.ts';

/** What there is to change, and how often it was: outlives the processes that change it. */
export interface World {
  lamps: Map<string, number>;
  /** Before a lamp is turned; may reject or never end. */
  onTurn: (lamp: string) => Promise<void>;
  /** Before it is said what turning one would do; may reject. */
  onPrepare?: (lamp: string) => Promise<void>;
  /** What its reads tell. */
  readings: Map<string, JsonValue>;
  reads: number;
}

export function newWorld(): World {
  return { lamps: new Map(), onTurn: async () => undefined, readings: new Map(), reads: 0 };
}

type NewEntry = Omit<TestEntry, 'index'>;

interface TestEntry {
  index: number;
  at: number;
  actor: string;
  kind: string;
  subject: string;
  summary: string;
  data: JsonValue;
}

/** What a journal has to be for the engine and the door. */
export interface KeptJournal {
  append(entry: NewEntry): { index: number };
  appendAll(entries: readonly NewEntry[]): readonly { index: number }[];
  newest(
    most: number,
  ): Iterable<Pick<TestEntry, 'index' | 'kind' | 'subject' | 'data'> & { at: number | string }>;
}

/** A journal in memory. */
export interface TestJournal extends KeptJournal {
  entries: TestEntry[];
  /** Told before an entry is added; what it throws is thrown, and nothing is added. */
  onAppend: (kind: string) => void;
}

export function newJournal(): TestJournal {
  const entries: TestEntry[] = [];
  const journal: TestJournal = {
    entries,
    onAppend: () => undefined,
    append: (entry) => journal.appendAll([entry])[0] ?? { index: -1 },
    appendAll(added) {
      for (const { kind } of added) journal.onAppend(kind);
      return added.map((entry) => {
        const index = entries.length;
        entries.push({ ...entry, index });
        return { index };
      });
    },
    newest: (most) => entries.toReversed().slice(0, most),
  };
  return journal;
}

export interface TestProcesses {
  processes: Processes;
  past: PastProcesses;
  actions: (name: string) => ActionKind | undefined;
  door: ReturnType<typeof createDoor>;
  close(): Promise<void>;
}

/** The engine on a data folder, a journal and a world that may outlive it. */
export function openProcesses(options: {
  clock: Clock;
  dataDirectory?: string;
  journal?: KeptJournal;
  world?: World;
  ground?: Ground;
  processId?: number;
  isRunning?: (processId: number) => boolean;
  actor?: () => string;
  actions?: readonly ActionKind[];
  onApproval?: (listener: () => void) => () => void;
}): TestProcesses {
  const { clock, world = newWorld(), journal = newJournal() } = options;
  const { ground = { name: 'practice', environment: 'staging' }, processId = 1 } = options;
  const store = openStore(options.dataDirectory ?? ':memory:', 60_000);
  const redactor = createRedactor();
  const actor = options.actor ?? (() => 'alice@desk');
  const owner = { processId, host: 'here' };
  const isRunning = options.isRunning ?? (() => true);
  const door = createDoor({
    ground,
    journal,
    locks: createTargetLocks({ locks: store.locks, clock, owner, isRunning }),
    reviewAccess: async () => [],
    actor: () => ({ name: actor(), operator: null }),
    approvals: {
      standing: async () => ({ state: 'missing', id: null, decidedBy: null }),
      request: () => ({ id: 'none' }),
      use: async () => ({ approver: 'nobody' }),
      breakGlass: () => undefined,
    },
    clock,
    redactor,
  });
  const actions = new Map<string, ActionKind>(
    [operationAction(turnLamp(world), door), readAction(world), ...(options.actions ?? [])].map((action) => [
      action.name,
      action as ActionKind,
    ]),
  );
  const processes = createProcesses({
    ground,
    journal,
    records: store.processes,
    actions: (name) => actions.get(name),
    owner,
    isRunning,
    actor,
    onApproval: options.onApproval ?? (() => () => undefined),
    settle: () => void door.settle(),
    clock,
    log: silentLog,
    redactor,
  });
  const recording = createRecording({ journal, records: store.processes, redactor, owner });
  const past = createPastProcesses({
    ...{ records: store.processes, recording, actions: (name: string) => actions.get(name) },
    journal: {
      async list({ subject, until }, { limit, before = Number.MAX_SAFE_INTEGER }) {
        const all = [...journal.newest(Number.MAX_SAFE_INTEGER)];
        const items = all.filter(
          (it) => it.subject === subject && new Date(it.at).getTime() < until && it.index < before,
        );
        return { items: items.slice(0, limit) };
      },
    },
  });
  return {
    processes,
    past,
    actions: (name) => actions.get(name),
    door,
    async close() {
      await processes.close();
      store.close();
    },
  };
}

/** Turns a lamp once more: nobody can tell from the lamp whether this turn was made. */
function turnLamp(world: World): OperationKind<{ lamp: string }> {
  return {
    kind: 'lamp.turn',
    title: 'Turn a lamp',
    risk: 'change',
    parameters: z.strictObject({ lamp: z.string() }),
    permissions: () => [],
    async prepare({ lamp }) {
      await world.onPrepare?.(lamp);
      return {
        target: `lamp ${lamp}`,
        summary: `Turn lamp ${lamp}`,
        calls: [{ method: 'PUT', path: `/lamps/${lamp}` }],
        ...{ diff: null, notes: [], permissions: [], author: null, rehearse: null },
        async execute() {
          await world.onTurn(lamp);
          world.lamps.set(lamp, (world.lamps.get(lamp) ?? 0) + 1);
          return { turned: lamp };
        },
        verify: async () => ({ ok: true, words: `lamp ${lamp} was turned` }),
      };
    },
  };
}

function readAction(world: World): ActionKind<{ reading: string }> {
  return {
    name: 'read',
    title: 'Read something',
    risk: 'read',
    input: z.strictObject({ reading: z.string() }),
    foresee: async ({ reading }) => ({
      ...{ how: 'probed', words: `${reading} is read`, risk: 'read', calls: [], diff: null, notes: [] },
      output: world.readings.get(reading) ?? null,
    }),
    async run({ reading }) {
      world.reads += 1;
      const output = world.readings.get(reading);
      return output === undefined
        ? { end: 'failed', words: `${reading} tells nothing` }
        : { end: 'done', words: `${reading} was read`, output };
    },
  };
}

/** A step that follows the one before it, as most do. */
export function step(
  id: string,
  action: string,
  input: JsonObject,
  more: Partial<StepDefinition> = {},
): StepDefinition {
  return { id, title: id, action, input, needs: [], timeoutMs: 60_000, onFailure: 'stop', ...more };
}

export const turn = (lamp: string) => step(lamp, 'lamp.turn', { lamp });

/** Agreed to beforehand. */
export const start = { parameters: {}, agreement: 'given', yes: true, readOnly: false } as const;

export function inARow(...steps: StepDefinition[]): ProcessDefinition {
  const chained = steps.map((it, index) => ({
    ...it,
    needs: index === 0 ? it.needs : [steps[index - 1]?.id ?? ''],
  }));
  return { kind: 'runbook', name: 'practice', title: 'Practice', steps: chained };
}
