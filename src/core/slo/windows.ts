/** How fast the error budget may burn before somebody is told: both windows have to be above the factor. */
export interface BurnWindow {
  /** How many times as fast as a budget that lasts exactly its whole time. */
  factor: number;
  longMs: number;
  /** A twelfth of the long one, so that an alert ends soon after its reason. */
  shortMs: number;
  level: 'critical' | 'warning';
  /** The rule of `resources/rules/slo.yaml` that fires of it. */
  alert: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Google SRE Workbook, chapter 5, table 5-8. The rules in `resources/rules/slo.yaml` are the same. */
export const BURN_WINDOWS: readonly BurnWindow[] = [
  {
    ...{ factor: 14.4, longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, level: 'critical' },
    alert: 'AvailabilityBudgetBurn1h',
  },
  {
    ...{ factor: 6, longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS, level: 'critical' },
    alert: 'AvailabilityBudgetBurn6h',
  },
  {
    ...{ factor: 3, longMs: DAY_MS, shortMs: 2 * HOUR_MS, level: 'warning' },
    alert: 'AvailabilityBudgetBurn1d',
  },
  {
    ...{ factor: 1, longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, level: 'warning' },
    alert: 'AvailabilityBudgetBurn3d',
  },
];

/** The time that the budget is for. */
export const BUDGET_MS = 30 * DAY_MS;

/** Fewer requests in a window say nothing: one that fails would burn a month's budget of a hundred. */
export const LEAST_REQUESTS = 100;
