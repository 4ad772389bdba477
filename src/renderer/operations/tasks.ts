import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../contract/index.ts';
import type {
  OperationOutcome,
  OperationPreview,
  OperationRequest,
  OperationStep,
} from '../../contract/operations.ts';
import type { ProblemView } from '../../contract/source.ts';
import type { Connection } from '../state/client.ts';
import { problemOf } from '../state/problem.ts';
import { openRequest } from '../state/request.ts';

/** An operation that was begun from this window. It goes on whether or not its dialog is open. */
export interface Task {
  id: string;
  request: OperationRequest;
  preview: OperationPreview;
  lines: readonly { at: string; line: string }[];
  /** `unfollowed`: the line to the control center is cut; it goes on there. */
  state: 'running' | 'unfollowed' | 'ended' | 'failed';
  outcome: OperationOutcome | null;
  problem: ProblemView | null;
}

/** What the operator agreed to. */
export interface Agreement {
  request: OperationRequest;
  preview: OperationPreview;
  confirm: string | null;
  breakGlass: string | null;
}

export interface Tasks {
  state: StoreApi<readonly Task[]>;
  begin(client: Client, agreement: Agreement): string;
  /** Forgets one that is over. */
  dismiss(id: string): void;
}

/** What a screen needs to show of a rollout that goes wrong for ten minutes. */
const MOST_LINES = 200;

type Steps = (client: Client, options: { signal: AbortSignal }) => Promise<AsyncIterable<OperationStep>>;

export function createTasks(connection: Connection, newId: () => string): Tasks {
  const state = createStore<readonly Task[]>(() => []);
  const change = (id: string, next: (task: Task) => Partial<Task>) =>
    state.setState(
      state.getState().map((task) => (task.id === id ? { ...task, ...next(task) } : task)),
      true,
    );

  /** Reads to the end; gives the run when the line was cut before. */
  async function read(id: string, client: Client, open: Steps): Promise<string | null> {
    let run: string | null = null;
    const request = openRequest(connection, client);
    const unsubscribe = connection.state.subscribe((now) => now.client !== client && cut());
    let cut = () => {};
    const gone = new Promise<'gone'>((resolve) => {
      cut = () => resolve('gone');
    });
    try {
      const opened = await Promise.race([open(client, { signal: request.signal }), gone]);
      if (opened === 'gone') return run ?? '';
      const steps = opened[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([steps.next(), gone]);
        if (next === 'gone') return run ?? '';
        if (next.done) return null;
        const step = next.value;
        if (step.type === 'begun') {
          run = step.run;
          change(id, () => ({ state: 'running', lines: [] }));
        } else if (step.type === 'progress') {
          change(id, ({ lines }) => ({ lines: [...lines, step].slice(-MOST_LINES) }));
        } else {
          change(id, () => ({ state: 'ended', outcome: step.outcome }));
        }
      }
    } catch (error) {
      // A cut line fails every stream on it; that is the connection's news, not the operation's.
      if (connection.state.getState().client !== client) return run ?? '';
      change(id, () => ({ state: 'failed', problem: problemOf(error) }));
      return null;
    } finally {
      unsubscribe();
    }
  }

  async function carry(id: string, first: Client, open: Steps): Promise<void> {
    let run = await read(id, first, open);
    while (run !== null) {
      if (run === '') {
        change(id, () => ({ state: 'failed', problem: CUT_AT_ONCE }));
        return;
      }
      change(id, () => ({ state: 'unfollowed' }));
      const client = await nextClient(connection);
      if (client === null) return;
      const known = run;
      run = await read(id, client, (to, options) => to.operations.follow({ run: known }, options));
    }
  }

  return {
    state,
    begin(client, { request, preview, confirm, breakGlass }) {
      const id = newId();
      const task: Task = {
        id,
        request,
        preview,
        lines: [],
        state: 'running',
        outcome: null,
        problem: null,
      };
      state.setState([...state.getState(), task], true);
      void carry(id, client, (to, options) =>
        to.operations.perform({ ...request, hash: preview.hash, confirm, breakGlass }, options),
      );
      return id;
    },
    dismiss: (id) =>
      state.setState(
        state.getState().filter((task) => task.id !== id || !isOver(task)),
        true,
      ),
  };
}

export function isOver(task: Task): boolean {
  return task.state === 'ended' || task.state === 'failed';
}

const CUT_AT_ONCE: ProblemView = {
  code: 'unreachable',
  message:
    'The connection to the control center was cut before it said that it had begun; it is not known whether it was done',
  hint: 'Look at the target and at the journal before doing it again.',
};

/** The next client there is; null when there will be none any more. */
function nextClient({ state }: Connection): Promise<Client | null> {
  return new Promise((resolve) => {
    const look = () => {
      const { phase, client } = state.getState();
      if (phase !== 'open' && phase !== 'refused') return;
      unsubscribe();
      resolve(client);
    };
    const unsubscribe = state.subscribe(look);
    look();
  });
}
