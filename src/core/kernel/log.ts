import { type DestinationStream, pino } from 'pino';
import type { Redactor } from './redaction.ts';

/** Structured lines on standard error; every line passes the redactor before it is written. */
export interface Log {
  debug(event: string, data?: Record<string, unknown>): void;
  info(event: string, data?: Record<string, unknown>): void;
  warn(event: string, data?: Record<string, unknown>): void;
  error(event: string, data?: Record<string, unknown>): void;
}

export function createLog(options: {
  redactor: Redactor;
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard error when left out, since standard output belongs to the answer. */
  destination?: DestinationStream;
}): Log {
  const { redactor } = options;
  const stream = options.destination ?? pino.destination({ dest: 2, sync: true });
  const logger = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => void stream.write(redactor.text(line)) },
  );
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, data?: Record<string, unknown>) => {
      if (!logger.isLevelEnabled(level)) return;
      logger[level](data === undefined ? {} : redactor.data(describeErrors(data)), event);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A log that writes nothing, for one-shot commands and tests. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Errors become data with their chain of causes: the cause is what the log is for. */
function describeErrors(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, value instanceof Error ? causes(value) : value]),
  );
}

function causes(error: Error): Record<string, unknown> {
  const code = 'code' in error ? { errorCode: error.code } : {};
  return {
    name: error.name,
    message: error.message,
    ...code,
    ...(error.cause instanceof Error ? { cause: causes(error.cause) } : {}),
  };
}
