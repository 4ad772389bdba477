import type { ValueType } from './expression.ts';

export interface Signature {
  readonly arguments: readonly ValueType[];
  /** How many more of the last argument may follow or, at 1 more than given, the last be left out. At -1 there is no limit. */
  readonly variadic: number;
  readonly returns: ValueType;
}

const signature = (args: readonly ValueType[], returns: ValueType = 'vector', variadic = 0): Signature => ({
  arguments: args,
  variadic,
  returns,
});

const OF_VECTOR = signature(['vector']);
const OF_MATRIX = signature(['matrix']);
const OF_DATE = signature(['vector'], 'vector', 1);

const all = (names: string, of: Signature) => names.split(' ').map((name) => [name, of] as const);

/** Prometheus 3's functions that this engine evaluates. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ...all('abs absent ceil exp floor ln log10 log2 sgn sort sort_desc sqrt timestamp deg rad', OF_VECTOR),
  ...all('sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh', OF_VECTOR),
  ...all(
    'rate irate increase delta idelta deriv resets changes absent_over_time present_over_time',
    OF_MATRIX,
  ),
  ...all('avg_over_time count_over_time last_over_time max_over_time min_over_time sum_over_time', OF_MATRIX),
  ...all('stddev_over_time stdvar_over_time', OF_MATRIX),
  ...all('days_in_month day_of_month day_of_week day_of_year hour minute month year', OF_DATE),
  ['clamp', signature(['vector', 'scalar', 'scalar'])],
  ['clamp_max', signature(['vector', 'scalar'])],
  ['clamp_min', signature(['vector', 'scalar'])],
  ['histogram_fraction', signature(['scalar', 'scalar', 'vector'])],
  ['histogram_quantile', signature(['scalar', 'vector'])],
  ['label_join', signature(['vector', 'string', 'string', 'string'], 'vector', -1)],
  ['label_replace', signature(['vector', 'string', 'string', 'string', 'string'])],
  ['pi', signature([], 'scalar')],
  ['predict_linear', signature(['matrix', 'scalar'])],
  ['quantile_over_time', signature(['scalar', 'matrix'])],
  ['round', signature(['vector', 'scalar'], 'vector', 1)],
  ['scalar', signature(['vector'], 'scalar')],
  ['time', signature([], 'scalar')],
  ['vector', signature(['scalar'])],
]);

/** Prometheus refuses them too unless a feature flag is given. */
export const EXPERIMENTAL_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['double_exponential_smoothing', 'info', 'mad_over_time', 'sort_by_label', 'sort_by_label_desc'],
  ...['ts_of_last_over_time', 'ts_of_max_over_time', 'ts_of_min_over_time'],
]);

/** They look at native histograms only, and we have none: refused, so that no rule is silently blind. */
export const NATIVE_HISTOGRAM_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['histogram_avg', 'histogram_count', 'histogram_stddev', 'histogram_stdvar', 'histogram_sum'],
]);
