import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useStore } from 'zustand';
import type { ApprovalsState, OperatorsState } from '../../contract/operators.ts';
import { useDesk } from '../state/desk.tsx';
import { type FollowedStream, useStream } from '../state/stream.ts';

/** Who works here, and what they ask of each other. */
export interface People {
  operators: FollowedStream<OperatorsState>;
  approvals: FollowedStream<ApprovalsState>;
}

const PeopleContext = createContext<People | null>(null);

export function PeopleProvider({ children }: { children: ReactNode }) {
  const operators = useStream((client, options) => client.operators.watch(undefined, options), 'operators');
  const approvals = useStream((client, options) => client.approvals.watch(undefined, options), 'approvals');
  useSignOfLife(operators.data?.current != null);
  return <PeopleContext value={{ operators, approvals }}>{children}</PeopleContext>;
}

export function usePeople(): People {
  const people = useContext(PeopleContext);
  if (!people) throw new Error('usePeople is for components inside PeopleProvider');
  return people;
}

/** How much waits for whoever is logged in; for everybody while nobody is. */
export function useWaiting(): number {
  const { operators, approvals } = usePeople();
  const { requests = [], reviews = [] } = approvals.data ?? {};
  const nobody = operators.data?.current == null;
  const concerns = ({ decidable }: { decidable: { allowed: boolean } }) => nobody || decidable.allowed;
  return (
    requests.filter((it) => it.state === 'pending' && concerns(it)).length +
    reviews.filter((it) => it.reviewedBy === null && concerns(it)).length
  );
}

const SIGN_EVERY_MS = 60_000;

/** Whoever moves is still there: otherwise they are logged out after a while. */
function useSignOfLife(loggedIn: boolean): void {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  useEffect(() => {
    if (!loggedIn || !client) return;
    let saidAt = 0;
    const say = () => {
      if (performance.now() - saidAt < SIGN_EVERY_MS) return;
      saidAt = performance.now();
      // A sign that is lost is followed by the next.
      client.operators.stay().catch(() => {});
    };
    window.addEventListener('pointerdown', say);
    window.addEventListener('keydown', say);
    return () => {
      window.removeEventListener('pointerdown', say);
      window.removeEventListener('keydown', say);
    };
  }, [client, loggedIn]);
}
