/**
 * The actions that exist. A runbook that names another one is shown as not available, with the reason: it never
 * pretends. Whoever builds an action writes it here.
 */
export const BUILT_ACTIONS: ReadonlySet<string> = new Set([
  'cluster.configmap.apply',
  'cluster.configmap.get',
  'cluster.restart',
  'cluster.scale',
  'cluster.undo',
  'decision',
  'manual',
  'wait',
]);
