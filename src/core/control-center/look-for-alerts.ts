import type { Alerts } from '../alerts/index.ts';
import type { Health } from '../health/index.ts';

/** Has the rules evaluated once over a look at everything, unless somebody evaluates them in a rhythm. */
export async function lookForAlerts(
  center: { alerts: Alerts; health: Health },
  signal: AbortSignal,
): Promise<void> {
  const { alerts, health } = center;
  // Whoever evaluates has looked, and looks again in a moment.
  if (alerts.frame().evaluator !== 'nobody') return;
  await Promise.all([health.check(signal), alerts.lookElsewhere()]);
  await alerts.evaluateOnce();
}
