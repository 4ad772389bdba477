import type { DeploymentView } from '../../../../contract/cluster.ts';
import type { OperationRequest } from '../../../../contract/operations.ts';
import { type Hindrance, useHindrances } from '../../../operations/use-rights.ts';

/** What can be done to a deployment, and why not where it cannot. */
export interface DeploymentActs {
  restart: { request: OperationRequest; hindrance: Hindrance };
  scale: { requestTo: (replicas: number) => OperationRequest; hindrance: Hindrance };
  undo: { requestTo: (revision: number) => OperationRequest; hindrance: Hindrance };
}

/** @param stale why what is shown is not the present; null when it is */
export function useDeploymentActs(
  { namespace, name, desired }: Pick<DeploymentView, 'namespace' | 'name' | 'desired'>,
  stale: string | null,
): DeploymentActs {
  const of = { namespace, name };
  const restart = { kind: 'cluster.restart', parameters: of };
  const scaleTo = (replicas: number) => ({ kind: 'cluster.scale', parameters: { ...of, replicas } });
  const undoTo = (revision: number) => ({ kind: 'cluster.undo', parameters: { ...of, revision } });
  const [onRestart, onScale, onUndo] = useHindrances([restart, scaleTo(desired), undoTo(1)], stale);
  return {
    restart: { request: restart, hindrance: onRestart ?? null },
    scale: { requestTo: scaleTo, hindrance: onScale ?? null },
    undo: { requestTo: undoTo, hindrance: onUndo ?? null },
  };
}
