import { loadAt } from '../load-curve.ts';
import { noise } from '../noise.ts';
import { apiErrors } from './api-error.ts';
import type { Pod } from './objects.ts';

export interface LogQuery {
  container: string | undefined;
  tailLines: number | undefined;
  sinceMs: number | undefined;
  previous: boolean;
}

export interface LogLine {
  atMs: number;
  text: string;
}

/** One line falls into each slot; the line of a slot is always the same, so a log can be read again. */
const slotMs = 2000;
/** Kubelets rotate: what is older than this is gone. */
const keptMs = 6 * 3_600_000;

const endpoints = ['/api/v1/policies', '/api/v1/validate', '/api/v1/models', '/health', '/api/v1/audit'];

/**
 * The lines that a pod has written up to `untilMs`, oldest first.
 * @throws 400 when there is no such container, or it has not started, or `previous` was asked for in vain
 */
export function readLog(seed: number, pod: Pod, query: LogQuery, untilMs: number): LogLine[] {
  const span = logSpan(pod, query, untilMs);
  const fromMs = Math.max(span.fromMs, query.sinceMs ?? 0, span.toMs - keptMs);
  const lines: LogLine[] = [];
  const last = Math.floor(span.toMs / slotMs);
  const first = Math.max(
    Math.ceil(fromMs / slotMs),
    query.tailLines === undefined ? 0 : last - query.tailLines + 1,
  );
  for (let slot = first; slot <= last; slot += 1) {
    lines.push(logLine(seed, pod, slot));
  }
  if (query.tailLines === 0) {
    return [];
  }
  const crashed = pod.status.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff';
  if (crashed || query.previous) {
    lines.push({
      atMs: span.toMs,
      text: `${iso(span.toMs)} FATAL ${pod.metadata.labels?.app ?? ''} out of memory: heap limit reached, terminating`,
    });
  }
  return query.tailLines === undefined ? lines : lines.slice(-query.tailLines);
}

/** The lines that fall after `afterMs` up to `untilMs`. */
export function linesBetween(seed: number, pod: Pod, afterMs: number, untilMs: number): LogLine[] {
  const lines: LogLine[] = [];
  for (let slot = Math.floor(afterMs / slotMs) + 1; slot * slotMs <= untilMs; slot += 1) {
    lines.push(logLine(seed, pod, slot));
  }
  return lines;
}

export function renderLine(line: LogLine, timestamps: boolean): string {
  return timestamps
    ? `${new Date(line.atMs).toISOString().replace('Z', '000000Z')} ${line.text}\n`
    : `${line.text}\n`;
}

function logSpan(pod: Pod, query: LogQuery, untilMs: number): { fromMs: number; toMs: number } {
  const names = pod.spec.containers.map(({ name }) => name);
  const name = query.container ?? names[0] ?? '';
  if (!names.includes(name)) {
    throw apiErrors.badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  }
  const status = pod.status.containerStatuses?.find((candidate) => candidate.name === name);
  const terminated = status?.lastState?.terminated;
  if (query.previous) {
    if (terminated === undefined) {
      throw apiErrors.badRequest(
        `previous terminated container "${name}" in pod "${pod.metadata.name}" not found`,
      );
    }
    return { fromMs: timeOf(terminated.startedAt), toMs: timeOf(terminated.finishedAt) };
  }
  if (status?.state?.running === undefined && terminated === undefined) {
    const reason = status?.state?.waiting?.reason ?? 'ContainerCreating';
    throw apiErrors.badRequest(
      `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${reason}`,
    );
  }
  return status?.state?.running === undefined
    ? { fromMs: timeOf(terminated?.startedAt), toMs: timeOf(terminated?.finishedAt) }
    : { fromMs: timeOf(status.state.running.startedAt), toMs: untilMs };
}

function logLine(seed: number, pod: Pod, slot: number): LogLine {
  const atMs = slot * slotMs;
  const draw = (what: string) => noise(seed, pod.metadata.uid, slot, what);
  const app = pod.metadata.labels?.app ?? pod.spec.containers[0]?.name ?? 'app';
  const kind = draw('kind');
  const request = Math.floor(draw('request') * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
  const durationMs = Math.round(20 + 260 * draw('duration') * loadAt(atMs));
  const endpoint = endpoints[Math.floor(draw('endpoint') * endpoints.length)] ?? '/health';
  const head = `${iso(atMs)} `;
  if (kind < 0.01) {
    return {
      atMs,
      text: `${head}ERROR ${app} request=${request} POST ${endpoint} 500 ${durationMs}ms upstream connection reset, retried`,
    };
  }
  if (kind < 0.05) {
    return {
      atMs,
      text: `${head}WARN  ${app} request=${request} GET ${endpoint} 429 ${durationMs}ms rate limit reached`,
    };
  }
  if (kind < 0.2) {
    return {
      atMs,
      text: `${head}INFO  ${app} constitutional validation passed hash=cdd01ef066bc6cf2 score=${(0.96 + 0.03 * draw('score')).toFixed(3)}`,
    };
  }
  return { atMs, text: `${head}INFO  ${app} request=${request} GET ${endpoint} 200 ${durationMs}ms` };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function timeOf(stamp: string | null | undefined): number {
  return stamp ? Date.parse(stamp) : 0;
}
