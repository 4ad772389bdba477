import { asRatio } from './ratio.ts';

/**
 * The figures services report about the system as a whole, by the names under which they are kept.
 * Shares are 0 to 1.
 */
export type ReportedFigure =
  | 'model_accuracy'
  | 'prediction_quality'
  | 'cost_efficiency'
  | 'constitutional_compliance'
  | 'availability'
  | 'user_satisfaction'
  | 'deployment_success'
  | 'reported_error_rate'
  | 'reported_cpu'
  | 'reported_memory'
  | 'reported_response_time_ms';

const NAMES: Readonly<Record<string, ReportedFigure>> = {
  model_accuracy: 'model_accuracy',
  accuracy: 'model_accuracy',
  prediction_accuracy: 'model_accuracy',
  prediction_quality: 'prediction_quality',
  cost_efficiency: 'cost_efficiency',
  cost_savings: 'cost_efficiency',
  constitutional_compliance: 'constitutional_compliance',
  constitutional_compliance_score: 'constitutional_compliance',
  compliance_score: 'constitutional_compliance',
  compliance: 'constitutional_compliance',
  compliance_rate: 'constitutional_compliance',
  availability: 'availability',
  system_availability: 'availability',
  deployment_success_rate: 'deployment_success',
  deployment_success: 'deployment_success',
  user_satisfaction: 'user_satisfaction',
  user_satisfaction_score: 'user_satisfaction',
  error_rate: 'reported_error_rate',
  cpu_usage: 'reported_cpu',
  memory_usage: 'reported_memory',
  response_time_ms: 'reported_response_time_ms',
  average_response_time_ms: 'reported_response_time_ms',
  avg_response_time_ms: 'reported_response_time_ms',
};

/** Blocks whose figures are about the whole; those of one model or one service are not. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'data',
  'metrics',
  'performance_metrics',
  'performance',
  'business_metrics',
  'business',
  'mlops_metrics',
  'mlops',
  'kpis',
  'summary',
  'current',
  'overall',
  'system',
]);

const MAX_DEPTH = 4;

/**
 * The figures of a JSON document: the dashboard's `/api/metrics` and the `performance_metrics` of any
 * service's health. The one nearest to the root wins; what is not a finite number, or a share above the
 * whole, is not there.
 */
export function readReportedFigures(document: unknown): Partial<Record<ReportedFigure, number>> {
  const figures: Partial<Record<ReportedFigure, number>> = {};
  let level: unknown[] = [document];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const below: unknown[] = [];
    for (const item of level) {
      if (item === null || typeof item !== 'object' || Array.isArray(item)) continue;
      for (const [key, value] of Object.entries(item)) {
        const name = key.toLowerCase().replace(PERCENT_ENDING, '');
        const figure = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
        const number = figure && numberIn(value);
        if (figure && number !== undefined) {
          const inItsUnit = inUnit(figure, number, PERCENT_ENDING.test(key));
          if (inItsUnit !== undefined) figures[figure] ??= inItsUnit;
        } else if (CONTAINERS.has(key.toLowerCase())) below.push(value);
      }
    }
    level = below;
  }
  return figures;
}

const PERCENT_ENDING = /_(percent|pct|percentage)$/i;

function inUnit(figure: ReportedFigure, value: number, percent: boolean): number | undefined {
  if (figure === 'reported_response_time_ms') return value;
  const share = percent ? value / 100 : asRatio(value);
  return share <= 1 ? share : undefined;
}

/** A number, or the `value` or `current` of an object that also names target and unit. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  if ('value' in value && typeof value.value === 'number') return numberIn(value.value);
  return 'current' in value && typeof value.current === 'number' ? numberIn(value.current) : undefined;
}
