import { z } from 'zod';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { OperationKind, Prepared } from '../../operate/operation.ts';

const parameters = z.strictObject({});

/**
 * One operation over everything that does not comply: shown, agreed to and journaled as a whole, done one after the
 * other. When one fails, what was done before stays done, and the sentence says so.
 *
 * @param wrong what is to be done about each object as it is now
 */
export function restoreEverywhere(
  wrong: (signal: AbortSignal) => Promise<readonly Prepared[]>,
): OperationKind<Record<string, never>> {
  return {
    kind: 'compliance.restore-everywhere',
    title: 'Restore the compliant configuration',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare(_, signal) {
      const open = (await wrong(signal)).filter(({ calls }) => calls.length > 0);
      const targets = open.map(({ target }) => target);
      return {
        target: 'compliant configuration',
        summary:
          open.length === 0
            ? 'Every object of the cluster carries the constitutional hash'
            : `Restore the compliant configuration of ${targets.join(', ')}`,
        calls: open.flatMap(({ calls }) => calls),
        stableCalls: open.flatMap(({ calls, stableCalls = calls }) => stableCalls),
        diff: open.length === 0 ? null : open.flatMap(({ diff }) => diff ?? []).join('\n'),
        notes: [...new Set(open.flatMap(({ notes }) => notes))],
        permissions: open.flatMap(({ permissions }) => permissions),
        author: open.length === 1 ? (open[0]?.author ?? null) : null,
        rehearse: async (until) => {
          for (const part of open) await part.rehearse?.(until);
        },
        async execute(until, progress) {
          const restored: Record<string, unknown> = {};
          for (const part of open) {
            try {
              restored[part.target] = await part.execute(until, progress);
            } catch (error) {
              const done = Object.keys(restored);
              if (done.length === 0) throw error;
              const { code, message, hint } = problemOf(error);
              throw new OperatorError(code, `${message}; restored before: ${done.join(', ')}`, {
                ...(hint === null ? {} : { hint }),
                cause: error,
              });
            }
          }
          return { restored };
        },
        async verify(progress, until) {
          const seen = [];
          for (const part of open) seen.push(await part.verify(progress, until));
          const bad = seen.find(({ ok }) => ok !== true);
          if (bad) return bad;
          return {
            ok: true,
            words:
              seen.length === 0
                ? 'Nothing had to be restored'
                : `Restored and seen so: ${targets.join(', ')}`,
          };
        },
      };
    },
  };
}
