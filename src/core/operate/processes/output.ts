import type { Cancel, Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { ProcessRecords } from '../../store/processes/index.ts';

/** Epoch milliseconds, and the step that it is of. */
export interface ProgressLine {
  at: number;
  step: string;
  line: string;
}

/** What the steps under way tell: at once for whoever drives them, and a moment later for everybody. */
export interface Output {
  add(step: string, line: string): void;
  /** The latest. */
  lines(): readonly ProgressLine[];
  /** Keeps nothing further. */
  close(): void;
}

const MOST_LINES = 500;
/** For those who look on from elsewhere. */
const MOST_KEPT = 100;
const LONGEST_KEPT = 1000;
/** A write for each line of a talkative program would be felt by everything else. */
const KEEP_EVERY_MS = 1000;

export function createOutput(options: {
  process: string;
  records: Pick<ProcessRecords, 'output' | 'keepOutput'>;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): Output {
  const { process, records, redactor, clock, log } = options;
  // Of whoever drove it before: what a step told until it was cut short is the best that is known of it.
  const lines: ProgressLine[] = [...(readOutput(records, process)?.lines ?? [])];
  let cancel: Cancel | null = null;

  const keep = () => {
    cancel = null;
    const kept = lines
      .slice(-MOST_KEPT)
      .map(({ line, ...of }) => ({ ...of, line: redactor.text(line).slice(0, LONGEST_KEPT) }));
    try {
      records.keepOutput(process, JSON.stringify(kept), clock.now());
    } catch (error) {
      // Only for looking on: the run itself does not go by it.
      log.warn('the output of a run could not be kept', { process, error });
    }
  };

  return {
    add(step, line) {
      lines.push({ at: clock.now(), step, line });
      if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
      cancel ??= clock.real.after(KEEP_EVERY_MS, keep);
    },
    lines: () => lines,
    close() {
      cancel?.();
      cancel = null;
    },
  };
}

/** As it was last kept, and when. Undefined when nothing was. */
export function readOutput(
  records: Pick<ProcessRecords, 'output'>,
  process: string,
): { at: number; lines: ProgressLine[] } | undefined {
  const kept = records.output(process);
  return kept && { at: kept.at, lines: JSON.parse(kept.lines) };
}
