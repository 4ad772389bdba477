import type { OperationRequest } from '../../contract/operations.ts';

/** What the button says that does it. */
export function verbOf({ kind, parameters }: OperationRequest): string {
  switch (kind) {
    case 'cluster.restart':
      return 'Restart';
    case 'cluster.scale':
      return `Scale to ${String(parameters.replicas)}`;
    case 'cluster.undo':
      return parameters.revision === undefined ? 'Undo' : `Undo to revision ${String(parameters.revision)}`;
    case 'cluster.configmap.apply':
      return 'Apply';
    case 'rollout.set':
      return `Set to ${String(parameters.percentage)} %`;
    case 'rollout.argo':
      return ARGO_VERBS[String(parameters.order)] ?? 'Tell it';
    case 'configuration.set':
    case 'configuration.set-variable':
      return `Set to ${String(parameters.value)}`;
    case 'baselines.record':
      return 'Record';
    case 'baselines.adopt':
      return `Go by revision ${String(parameters.revision)}`;
    case 'compliance.assign':
      return `Assign to ${String(parameters.to)}`;
    case 'compliance.investigate':
      return 'Write it down';
    case 'compliance.fixed':
      return 'Say that it is fixed';
    default:
      return 'Do it';
  }
}

const ARGO_VERBS: Readonly<Record<string, string>> = {
  pause: 'Pause it',
  promote: 'Promote it',
  'promote-full': 'Promote it fully',
  abort: 'Abort it',
  retry: 'Retry it',
  undo: 'Undo it',
};

/** How far a rollout is, as its last line says: `4 of 5 are available`. Null when it says no such thing. */
export function progressIn(line: string): { done: number; all: number } | null {
  const found = /(\d+) (?:out )?of (\d+)/.exec(line);
  const [done, all] = [Number(found?.[1]), Number(found?.[2])];
  return found && all > 0 && done <= all ? { done, all } : null;
}
