import { drift } from './noise.ts';

const dayMs = 86_400_000;
/** The busiest moment of the day, 14:00 UTC. */
const peakMs = 14 * 3_600_000;
/** Traffic is `1 + swing * cos(...)` of its mean: quiet nights, busy afternoons, never zero. */
const swing = 0.6;

/** The figures that the whole system shows at one moment. Ratios are 0 to 1, percentages 0 to 100. */
export interface SystemFigures {
  response_time_ms: number;
  constitutional_compliance: number;
  error_rate: number;
  cpu_usage: number;
  memory_usage: number;
  cost_efficiency: number;
  model_accuracy: number;
  availability: number;
  user_satisfaction: number;
  prediction_quality: number;
}

/** What faults do to the figures. */
export interface FigureConditions {
  accuracyDrop: boolean;
  complianceDrop: boolean;
}

/** The load at a moment as a multiple of its daily mean, between 0.4 and 1.6. */
export function loadAt(atMs: number): number {
  return 1 + swing * Math.cos(((atMs - peakMs) / dayMs) * 2 * Math.PI);
}

/** Mean seconds' worth of traffic between two moments: the integral of `loadAt`, so counters never go back. */
export function loadSecondsBetween(fromMs: number, toMs: number): number {
  const wave = (atMs: number) => Math.sin(((atMs - peakMs) / dayMs) * 2 * Math.PI) * (dayMs / (2 * Math.PI));
  return (toMs - fromMs + swing * (wave(toMs) - wave(fromMs))) / 1000;
}

/**
 * The system's figures at a moment: they follow the day and wander a little, inside every target of the
 * operational guide at any hour unless a fault says otherwise.
 */
export function figuresAt(seed: number, atMs: number, conditions: FigureConditions): SystemFigures {
  const load = loadAt(atMs);
  const wander = (key: string, slotMs = 300_000) => drift(seed, key, atMs, slotMs);
  return {
    response_time_ms: round(310 + 75 * load + 25 * wander('response', 60_000), 1),
    constitutional_compliance: round(
      (conditions.complianceDrop ? 0.88 : 0.971) + 0.006 * wander('compliance'),
      4,
    ),
    error_rate: round(0.0019 + 0.0003 * load + 0.0004 * wander('errors'), 5),
    cpu_usage: round(24 + 20 * load + 5 * wander('cpu', 60_000), 1),
    memory_usage: round(56 + 7 * load + 3 * wander('memory'), 1),
    cost_efficiency: round(0.764 + 0.006 * wander('cost', 3_600_000), 4),
    model_accuracy: round(
      (conditions.accuracyDrop ? 0.862 : 0.924) + 0.004 * wander('accuracy', 1_800_000),
      4,
    ),
    availability: round(0.9995 + 0.0002 * wander('availability', 3_600_000), 5),
    user_satisfaction: round(0.93 + 0.01 * wander('satisfaction', 3_600_000), 3),
    prediction_quality: round(
      (conditions.accuracyDrop ? 0.84 : 0.912) + 0.006 * wander('quality', 1_800_000),
      4,
    ),
  };
}

/** @param digits how many digits after the point are kept */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
