import type { Clock } from '../../kernel/clock.ts';
import { filesOf } from '../../observe/log-files/files.ts';
import { linesWith } from '../../observe/log-files/search.ts';
import { readLogLine, VIOLATION_WORD } from './log-line.ts';
import type { Sighting } from './sighting.ts';

/** Violations of which one is told, whatever the log holds. */
const MOST_KINDS = 500;
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
  clock: Clock;
  signal: AbortSignal | undefined;
}): Promise<Sighting[]> {
  const { patterns, since, clock, signal } = options;
  const groups = new Map<string, Sighting>();
  for (const pattern of patterns) {
    for (const { path, changedAt } of await filesOf(pattern)) {
      if (changedAt < since) continue;
      for await (const text of linesWith(path, { words: [VIOLATION_WORD], clock, signal })) {
        const line = readLogLine(text);
        const at = line.at === null ? changedAt : Date.parse(line.at);
        if (at < since || at > clock.now()) continue;
        const [component, rule] = [line.component ?? UNNAMED, line.rule ?? VIOLATION_WORD];
        const key = JSON.stringify([component, rule]);
        const group = groups.get(key);
        if (!group && groups.size >= MOST_KINDS) continue;
        const says = group && group.at > at ? group.says : `the compliance log says: ${text.slice(0, 500)}`;
        groups.set(key, {
          ...{ component, rule, source: 'log', says },
          severity: group?.severity === 'critical' ? 'critical' : line.severity,
          times: (group?.times ?? 0) + 1,
          at: Math.max(at, group?.at ?? 0),
        });
      }
    }
  }
  return [...groups.values()];
}
