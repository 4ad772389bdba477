const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back the trend reaches, in parts that are wide enough to hold a validation each. */
export const RANGES = [
  { value: '24h', label: '24 h', ms: DAY_MS, buckets: 96 },
  { value: '7d', label: '7 d', ms: 7 * DAY_MS, buckets: 168 },
  { value: '30d', label: '30 d', ms: 30 * DAY_MS, buckets: 240 },
  { value: 'year', label: '1 year', ms: 365 * DAY_MS, buckets: 365 },
] as const;
