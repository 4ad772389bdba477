import type { Clock } from '../../kernel/clock.ts';
import { filesOf } from '../../observe/log-files/files.ts';
import { linesWith } from '../../observe/log-files/search.ts';
import { readLogLine, VIOLATION_WORD } from './log-line.ts';
import { type CountedUntil, gatherSightings, type Sighting } from './sighting.ts';

const UNNAMED = 'not named';

/**
 * Violations that the compliance log tells of, grouped by component and rule.
 *
 * @param since epoch milliseconds: older lines, and those without a time in files that were changed before, are left
 * @throws the system's error when a file may not be read
 */
export async function sightingsInLogs(options: {
  patterns: readonly string[];
  since: number;
  countedUntil: CountedUntil;
  clock: Clock;
  signal: AbortSignal | undefined;
}): Promise<Sighting[]> {
  const { patterns, since, countedUntil, clock, signal } = options;
  const found = gatherSightings(countedUntil);
  for (const pattern of patterns) {
    for (const { path, changedAt } of await filesOf(pattern)) {
      if (changedAt < since) continue;
      for await (const text of linesWith(path, { words: [VIOLATION_WORD], clock, signal })) {
        const line = readLogLine(text);
        const at = line.at === null ? changedAt : Date.parse(line.at);
        if (at < since || at > clock.now()) continue;
        found.add({
          ...{ component: line.component ?? UNNAMED, rule: line.rule ?? VIOLATION_WORD, source: 'log' },
          ...{ severity: line.severity, times: 1, at },
          says: `the compliance log says: ${text.slice(0, 500)}`,
        });
      }
    }
  }
  return found.all();
}
