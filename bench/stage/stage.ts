import { temporaryFolder } from '../../test/servers/temporary-folder.ts';
import { type FullCluster, openFullCluster } from './full-cluster.ts';
import { openPracticeSandbox, type PracticeSandbox } from './practice-sandbox.ts';

/** What benchmarks play on: servers that are started when first asked for, and everything's end. */
export interface Stage {
  /** Aborted when the operator stops the bench. */
  readonly signal: AbortSignal;
  sandbox(): Promise<PracticeSandbox>;
  cluster(): Promise<FullCluster>;
  /** A folder that is removed when the benchmark is over. */
  folder(): Promise<string>;
  /** Closes it when the benchmark is over; what was opened last goes first. */
  defer(close: () => Promise<unknown>): void;
  /** Closes what the benchmark deferred. */
  leave(): Promise<void>;
  /** Stops the servers that the next benchmark does not use. */
  keepOnly(uses: 'nothing' | 'sandbox' | 'cluster'): Promise<void>;
}

interface Scenery {
  close(): Promise<void>;
}

export function openStage(options: { signal: AbortSignal; tell: (line: string) => void }): Stage {
  const { signal } = options;
  const deferred: (() => Promise<unknown>)[] = [];
  const standing = new Map<string, Promise<Scenery>>();

  const once = <Kind extends Scenery>(name: string, open: () => Promise<Kind>) => {
    let opening: Promise<Kind> | undefined;
    return () => {
      if (opening === undefined || !standing.has(name)) {
        opening = open();
        standing.set(name, opening);
      }
      return opening;
    };
  };

  return {
    signal,
    sandbox: once('sandbox', () => openPracticeSandbox(signal)),
    cluster: once('cluster', () => openFullCluster(options)),
    defer: (close) => void deferred.push(close),
    async folder() {
      const folder = await temporaryFolder('bench');
      deferred.push(() => folder.remove());
      return folder.path;
    },
    async leave() {
      for (const close of deferred.splice(0).reverse()) await close();
    },
    async keepOnly(uses) {
      for (const [name, opening] of standing) {
        if (name === uses) continue;
        standing.delete(name);
        const scenery = await opening.catch(() => undefined);
        await scenery?.close();
      }
    },
  };
}
