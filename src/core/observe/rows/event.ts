import { numberAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import { shorten } from './conditions.ts';

export interface EventRow {
  /** `namespace/name`. */
  key: string;
  namespace: string;
  /** `Normal` or `Warning`. */
  type: string;
  reason: string;
  /** `Pod/auth-service-7d9c-x2x4z`. */
  object: string;
  message: string;
  count: number;
  /** Epoch milliseconds. */
  firstSeenAt: number | null;
  lastSeenAt: number | null;
  /** The component that reports it. */
  source: string;
}

/** Reporters write either the old fields (count, lastTimestamp) or the new ones (series, eventTime). */
export function projectEvent(event: unknown): EventRow | undefined {
  const name = textAt(event, 'metadata', 'name');
  if (name === null) return undefined;
  const namespace = textAt(event, 'metadata', 'namespace') ?? '';
  const createdAt = timeAt(event, 'metadata', 'creationTimestamp');
  const eventTime = timeAt(event, 'eventTime') ?? createdAt;
  return {
    key: `${namespace}/${name}`,
    namespace,
    type: textAt(event, 'type') ?? 'Normal',
    reason: textAt(event, 'reason') ?? '',
    object: [
      textAt(event, 'involvedObject', 'kind') ?? '',
      textAt(event, 'involvedObject', 'name') ?? '',
    ].join('/'),
    message: shorten(textAt(event, 'message') ?? ''),
    count: numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1,
    firstSeenAt: timeAt(event, 'firstTimestamp') ?? eventTime,
    lastSeenAt: timeAt(event, 'series', 'lastObservedTime') ?? timeAt(event, 'lastTimestamp') ?? eventTime,
    source: textAt(event, 'source', 'component') ?? textAt(event, 'reportingComponent') ?? '',
  };
}
