import { createContext, type ReactNode, useContext } from 'react';
import type { Connection } from './client.ts';
import type { Router } from './route.ts';
import type { Ticker } from './ticker.ts';

/** What every part of the page works with; made once in `main.tsx`. */
export interface Desk {
  connection: Connection;
  ticker: Ticker;
  router: Router;
}

const DeskContext = createContext<Desk | null>(null);

export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk is for components inside DeskProvider');
  return desk;
}
