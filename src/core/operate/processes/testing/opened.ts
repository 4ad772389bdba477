import { afterEach } from 'vitest';
import type { Clock } from '../../../kernel/clock.ts';
import type { Processes } from '../index.ts';
import { openProcesses, type TestProcesses } from './open-processes.ts';

/** Opens the engine for a file of tests; what was opened is closed after each of them. */
export function opener(clock: Clock): (options?: Partial<Parameters<typeof openProcesses>[0]>) => Processes {
  const opened: TestProcesses[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((it) => it.close()));
  });
  return (options) => {
    const of = openProcesses({ clock, ...options });
    opened.push(of);
    return of.processes;
  };
}
