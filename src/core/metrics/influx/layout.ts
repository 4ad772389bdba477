/** A field that holds values of a metric, and what its name says as a label. */
export interface ValueField {
  field: string;
  labels: Readonly<Record<string, string>>;
}

/** Where a metric is in InfluxDB. Its labels are the tags. */
export interface Place {
  measurement: string;
  fields: readonly ValueField[];
}

/** Telegraf's `metric_version` of its prometheus input, which decides how it writes metrics to InfluxDB. */
export type MetricVersion = 1 | 2;

/** With version 2 every metric is a field of this measurement. */
const OF_ALL = 'prometheus';
/** With version 1 every metric is a measurement; Prometheus' own remote write names the field `value` too. */
const SCALARS = ['value', 'gauge', 'counter', 'untyped'];
const SUFFIX = /^(.+)_(bucket|count|sum)$/;

/** The measurements a metric may be in. */
export function measurementsOf(metric: string): string[] {
  const base = SUFFIX.exec(metric)?.[1];
  return [OF_ALL, metric, ...(base === undefined ? [] : [base])];
}

/**
 * Where a metric is; undefined when it is nowhere.
 *
 * @param fields the numeric fields of each measurement that exists
 * @param version what the profile says; undefined: both are looked at
 */
export function placeOf(
  metric: string,
  fields: ReadonlyMap<string, readonly string[]>,
  version: MetricVersion | undefined,
): Place | undefined {
  if (version !== 1 && fields.get(OF_ALL)?.includes(metric)) {
    return { measurement: OF_ALL, fields: [{ field: metric, labels: {} }] };
  }
  if (version === 2) return undefined;
  const own = fields.get(metric);
  if (own) {
    const scalar = SCALARS.find((name) => own.includes(name));
    if (scalar !== undefined) return { measurement: metric, fields: [{ field: scalar, labels: {} }] };
    // A summary: the fields are its quantiles. Those of a histogram are bounds, which the metric itself has none of.
    const quantiles = own.includes('+Inf') ? [] : own.filter(isNumber);
    if (quantiles.length > 0) return { measurement: metric, fields: labelled(quantiles, 'quantile') };
  }
  const [, base = '', suffix = ''] = SUFFIX.exec(metric) ?? [];
  const parts = fields.get(base);
  if (!parts) return undefined;
  if (suffix === 'bucket') {
    if (!parts.includes('+Inf')) return undefined;
    const bounds = parts.filter((name) => name === '+Inf' || isNumber(name));
    return { measurement: base, fields: labelled(bounds, 'le') };
  }
  return parts.includes(suffix) ? { measurement: base, fields: [{ field: suffix, labels: {} }] } : undefined;
}

function labelled(names: readonly string[], label: string): ValueField[] {
  return names.map((field) => ({ field, labels: { [label]: field } }));
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
