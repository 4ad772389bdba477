import type { Clock } from '../../kernel/clock.ts';
import { filesOfAll, type LogFile } from '../../observe/log-files/files.ts';
import { newestBytes, type Unread } from '../../observe/log-files/newest-bytes.ts';
import { type LogPlace, linesWith } from '../../observe/log-files/search.ts';
import { readLogLine, VIOLATION_WORD } from './log-line.ts';
import type { LogsRead } from './quiet.ts';
import { type CountedUntil, gatherSightings, type Sighting } from './sighting.ts';

const UNNAMED = 'not named';
/** A validation waits for the look: of what was added since the one before, the newest is read and the rest is told of. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Violations that the compliance logs tell of. */
export interface LogLooks {
  /**
   * Those in what was added since the last look of this process, grouped by component and rule.
   *
   * @throws the system's error when a file may not be read
   */
  look(
    signal: AbortSignal | undefined,
  ): Promise<{ seen: Sighting[]; unread: Unread[] } & Pick<LogsRead, 'writtenAt'>>;
}

/** @param since epoch milliseconds: older lines, and those without a time in files that were changed before, are left */
export function createLogLooks(options: {
  patterns: readonly string[];
  since: number;
  countedUntil: CountedUntil;
  clock: Clock;
  mostBytes?: number;
}): LogLooks {
  const { patterns, since, countedUntil, clock, mostBytes = MOST_BYTES } = options;
  let places = new Map<string, LogPlace & Pick<LogFile, 'inode'>>();

  return {
    async look(signal) {
      const found = gatherSightings(countedUntil);
      const files = await filesOfAll(patterns);
      const behind = ({ path, inode, bytes }: LogFile): LogPlace => {
        const place = places.get(path);
        const isSame = place?.inode === inode && place.position <= bytes;
        return isSame ? place : { position: 0, isWithin: false };
      };
      const fresh = files.filter((file) => file.changedAt >= since && behind(file).position < file.bytes);
      const { stretches, unread } = newestBytes(fresh, behind, mostBytes);
      const reached = new Map(places);
      for (const { file, from } of stretches) {
        const { path, inode, changedAt } = file;
        const onEnd = (place: LogPlace) => void reached.set(path, { ...place, inode });
        for await (const text of linesWith(path, { words: [VIOLATION_WORD], from, clock, signal, onEnd })) {
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
      const there = new Set(files.map(({ path }) => path));
      // A look that is given up is made again from where it began.
      places = new Map([...reached].filter(([path]) => there.has(path)));
      return { seen: found.all(), unread, writtenAt: files.at(-1)?.changedAt ?? null };
    },
  };
}
