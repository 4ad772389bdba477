import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationStream, pino } from 'pino';

const MAX_LOG_BYTES = 5 * 1024 * 1024;

/**
 * Where an installed application logs: nobody reads its standard error. A log that has grown large is
 * put aside at the next start, and the one before it is forgotten.
 */
export function openLogFile(folder: string): DestinationStream {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'acgs.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(path, join(folder, 'acgs.1.log'));
  return pino.destination({ dest: path, sync: true, mode: 0o600 });
}
