import type { Redactor } from '../../kernel/redaction.ts';
import { lineText } from './line-text.ts';
import type { RawLine } from './log-splitter.ts';
import { instantOfStamp, type Stamp, takeStamp } from './stamp.ts';

export interface LogLine {
  namespace: string;
  pod: string;
  container: string;
  /** When it was written, RFC 3339; null for a line of the kubelet or of our own. */
  at: string | null;
  text: string;
  /** Bytes at the end of the line that are left out; 0 for a whole line. */
  truncatedBytes: number;
  /** A word of the control center about the log, not a line of it: a pod that joined, ended, came back. */
  note: boolean;
}

export interface StampedLine {
  stamp: Stamp | null;
  line: LogLine;
}

/** Whose log it is. */
export interface LogOrigin {
  namespace: string;
  pod: string;
  container: string;
}

/** What is kept of a line: longer ones are no lines for reading, and a screen holds thousands. */
const MAX_LINE_BYTES = 16_384;
/** A secret that begins before the cut must be recognised by what stands behind it. */
const MARGIN_BYTES = 4096;
/** The stamp stands before the line. */
const STAMP_BYTES = 40;

/** What a splitter keeps of a line, so that nothing is missing here. */
export const KEEP_BYTES = STAMP_BYTES + MAX_LINE_BYTES + MARGIN_BYTES;

export function readLine(raw: RawLine, origin: LogOrigin, redactor: Redactor): StampedLine {
  const { stamp, rest } = takeStamp(raw.bytes);
  const stampBytes = raw.bytes.length - rest.length;
  const lineBytes = raw.totalBytes - stampBytes;
  const whole = lineBytes <= MAX_LINE_BYTES;
  const redacted = redactor.text(lineText(rest));
  const text = whole ? redacted : redacted.slice(0, lineText(rest.subarray(0, MAX_LINE_BYTES)).length);
  return {
    stamp,
    line: {
      ...origin,
      at: stamp === null ? null : instantOfStamp(stamp),
      text,
      truncatedBytes: whole ? 0 : lineBytes - MAX_LINE_BYTES,
      note: false,
    },
  };
}

export function noteOf(origin: LogOrigin, text: string): LogLine {
  return { ...origin, at: null, text, truncatedBytes: 0, note: true };
}
