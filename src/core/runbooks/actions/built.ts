/**
 * The actions that exist. A runbook that names another one is shown as not available, with the reason: it never
 * pretends. Whoever builds an action writes it here.
 */
export const BUILT_ACTIONS: ReadonlySet<string> = new Set([
  'alerts.acknowledge',
  'alerts.list',
  'alerts.rules',
  'alerts.silence',
  'baselines.compare',
  'baselines.update',
  'bottlenecks.look',
  'cluster.configmap.apply',
  'cluster.configmap.get',
  'cluster.deployments',
  'cluster.logs',
  'cluster.nodes',
  'cluster.pods',
  'cluster.restart',
  'cluster.rollout-status',
  'cluster.scale',
  'cluster.top',
  'cluster.undo',
  'decision',
  'health.check',
  'health.service',
  'manual',
  'metrics.query',
  'metrics.targets',
  'metrics.watch',
  'targets.check',
  'wait',
  'wait.until',
]);
