import type { ClusterKind, Namespaces } from '../../core/cluster/index.ts';
import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { OperatorError } from '../../core/kernel/errors.ts';

/** A table as it was, as a listing. Nothing but the local record is asked. */
export async function listPast<Kind extends ClusterKind>(
  { cluster }: ControlCenter,
  kind: Kind,
  options: {
    context: string | null;
    namespaces: Namespaces;
    at: number;
    labelSelector?: string | undefined;
    fieldSelector?: string | undefined;
  },
) {
  if (options.labelSelector !== undefined || options.fieldSelector !== undefined) {
    throw new OperatorError(
      'usage',
      'Selectors are decided by the API server and cannot be meant with --at',
      {
        hint: 'Leave them out and filter the output.',
      },
    );
  }
  const { state, rows } = await cluster.past.table(kind, options);
  if (state.observedAt === null) {
    throw new OperatorError(
      'not-found',
      `Nothing is recorded of ${kind} before ${new Date(options.at).toISOString()}`,
      {
        hint: 'The record is written while the window or acgs serve runs.',
      },
    );
  }
  return {
    at: new Date(options.at).toISOString(),
    observedAt: state.observedAt,
    stale: state.phase !== 'live',
    items: rows,
    missing: state.missing,
  };
}
