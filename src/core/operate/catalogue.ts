import { OperatorError } from '../kernel/errors.ts';
import type { OperationKind, Permission } from './operation.ts';
import { parametersOf } from './preview.ts';

/** Everything that can be done, by its name: for what asks for it in words, as screens and runbooks do. */
export interface Catalogue {
  /** @throws OperatorError `usage` when there is no such operation */
  named(kind: string): OperationKind<unknown>;
  /**
   * The rights that doing it with these parameters takes.
   *
   * @throws OperatorError `usage` naming what is wrong with them
   */
  permissions(kind: string, parameters: unknown): readonly Permission[];
}

/** @param kinds of all capabilities; each checks the parameters it is given */
export function createCatalogue(kinds: readonly OperationKind<unknown>[]): Catalogue {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]));
  if (byName.size !== kinds.length) throw new Error('two operations have one name');
  const named = (name: string): OperationKind<unknown> => {
    const kind = byName.get(name);
    if (kind) return kind;
    throw new OperatorError('usage', `There is no operation called ${name}`, {
      hint: `There are ${[...byName.keys()].join(', ')}.`,
    });
  };
  return {
    named,
    permissions(name, parameters) {
      const kind = named(name);
      return kind.permissions(parametersOf(kind, parameters));
    },
  };
}
