import type { KubeconfigContext } from '../connect/kubernetes/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { ContextTables } from './context-tables.ts';

/** The contexts of the kubeconfig: the profile's own, and others that are opened when somebody looks. */
export interface Contexts {
  /** @throws OperatorError `kubeconfig` when the file cannot be read */
  list(): Promise<KubeconfigContext[]>;
  /**
   * The tables of a context, for as long as they are held. Null is the profile's own.
   *
   * @throws OperatorError `usage` when there is none of that name
   */
  hold(name: string | null): Promise<{ tables: ContextTables; release: () => void }>;
  /** Looks now whether those that are open answer. */
  checkNow(): void;
  close(): Promise<void>;
}

/** Another context that nobody looks at any more stays connected for this long. */
const LINGER_MS = 60_000;

interface OtherContext {
  tables: ContextTables;
  holders: number;
  cancelClose: Cancel | null;
}

export function createContexts(options: {
  own: ContextTables;
  list: () => Promise<KubeconfigContext[]>;
  openTables: (context: KubeconfigContext) => ContextTables;
  clock: Clock;
}): Contexts {
  const { own, list, clock } = options;
  const others = new Map<string, OtherContext>();

  const holdOther = (context: KubeconfigContext) => {
    const other: OtherContext = others.get(context.name) ?? {
      tables: options.openTables(context),
      holders: 0,
      cancelClose: null,
    };
    others.set(context.name, other);
    other.holders += 1;
    other.cancelClose?.();
    other.cancelClose = null;
    let held = true;
    return {
      tables: other.tables,
      release() {
        if (!held) return;
        held = false;
        other.holders -= 1;
        if (other.holders > 0) return;
        other.cancelClose = clock.after(LINGER_MS, () => {
          others.delete(context.name);
          void other.tables.close();
        });
      },
    };
  };

  return {
    list,
    async hold(name) {
      if (name === null) return { tables: own, release() {} };
      const contexts = await list();
      const found = contexts.find((context) => context.name === name);
      if (!found) {
        throw new OperatorError('usage', `The kubeconfig has no context "${name}"`, {
          hint: `It has: ${contexts.map((context) => context.name).join(', ') || 'none'}.`,
        });
      }
      return found.own ? { tables: own, release() {} } : holdOther(found);
    },
    checkNow() {
      own.connection.checkNow();
      for (const { tables } of others.values()) tables.connection.checkNow();
    },
    async close() {
      const open = [...others.values()];
      others.clear();
      for (const { cancelClose } of open) cancelClose?.();
      await Promise.all(open.map(({ tables }) => tables.close()));
    },
  };
}
