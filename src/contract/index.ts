import type { ContractRouterClient } from '@orpc/contract';
import { clusterContract } from './cluster.ts';
import { healthContract } from './health.ts';
import { journalContract } from './journal.ts';
import { shellContract } from './shell.ts';
import { timeContract } from './time.ts';

/** What a screen may ask. Hosts serve it over a WebSocket or a MessagePort; both ends check it. */
export const contract = {
  shell: shellContract,
  health: healthContract,
  time: timeContract,
  cluster: clusterContract,
  journal: journalContract,
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
