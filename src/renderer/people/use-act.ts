import { useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../contract/index.ts';
import type { ProblemView } from '../../contract/source.ts';
import { useDesk } from '../state/desk.tsx';
import { problemOf } from '../state/problem.ts';

export interface Act {
  busy: boolean;
  /** Why the last attempt failed. */
  problem: ProblemView | null;
  /** False while the line is cut: nothing can be asked. */
  ready: boolean;
  /** True when it worked. */
  run(call: (client: Client) => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

/** Something that is asked once, by a button: whether it is under way, and why it failed. */
export function useAct(): Act {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [{ busy, problem }, set] = useState<Pick<Act, 'busy' | 'problem'>>({ busy: false, problem: null });
  return {
    busy,
    problem,
    ready: client !== null,
    forget: () => set({ busy: false, problem: null }),
    async run(call) {
      if (client === null) return false;
      set({ busy: true, problem: null });
      try {
        await call(client);
        set({ busy: false, problem: null });
        return true;
      } catch (error) {
        set({ busy: false, problem: problemOf(error) });
        return false;
      }
    },
  };
}
