import { styleText } from 'node:util';
import { OperatorError, problemOf } from '../core/kernel/errors.ts';
import type { Redactor } from '../core/kernel/redaction.ts';
import { harmless, harmlessButColoured, harmlessJson } from './harmless.ts';

/** A stream as far as the CLI knows it. */
export interface Sink {
  write(text: string): void;
  /** Characters in a line of a terminal; undefined for a file or a pipe. */
  columns: number | undefined;
  /** Resolves when more can be written; with false when the reader has left. Left out: always. */
  drained?(): Promise<boolean>;
}

export type Tone = 'good' | 'warning' | 'critical' | 'unknown' | 'muted';

/** Standard output is for the answer alone; everything else goes to standard error. */
export interface Output {
  readonly json: boolean;
  /** Characters in a line of the terminal; undefined when nobody's eyes are at the other end. */
  readonly columns: number | undefined;
  /** The answer: as one JSON document with `--json`, else as the lines that `lines` makes of it. */
  answer<T>(document: T, lines: (document: T) => readonly string[]): void;
  /** Lines of an answer without an end. Resolves when the reader can take more; false when it has left. */
  stream(lines: readonly string[]): Promise<boolean>;
  /** A line that is part of the interface and written as it is, such as `serve`'s address. */
  ready(document: Record<string, unknown>): void;
  /** Something worth saying that is not the answer. */
  tell(line: string): void;
  fail(error: unknown): void;
  /** Coloured where a terminal shows it and NO_COLOR does not forbid it. */
  paint(tone: Tone, text: string): string;
  /** In one of a few colours that mean nothing but tell things apart. */
  mark(index: number, text: string): string;
}

const STYLES = {
  good: 'green',
  warning: 'yellow',
  critical: 'red',
  unknown: 'magenta',
  muted: 'gray',
} as const;

const MARKS = ['cyan', 'magenta', 'blue', 'yellow', 'green', 'red'] as const;

export function createOutput(options: {
  out: Sink;
  err: Sink;
  json: boolean;
  verbose: boolean;
  env: Readonly<Record<string, string | undefined>>;
  redactor: Redactor;
}): Output {
  const { out, err, json, verbose, env, redactor } = options;
  const coloured = out.columns !== undefined && !env.NO_COLOR && env.TERM !== 'dumb';
  const tell = (line: string) => err.write(`${harmless(redactor.text(line))}\n`);
  const document = (data: unknown) =>
    out.write(`${harmlessJson(JSON.stringify(redactor.data(data), null, 2))}\n`);
  return {
    json,
    columns: out.columns,
    answer(data, lines) {
      if (json) return document(data);
      // A pipe gets every character: a YAML document has to stay the same one.
      const shown = out.columns === undefined ? (text: string) => text : harmlessButColoured;
      out.write(
        lines(data)
          .map((line) => `${shown(redactor.text(line))}\n`)
          .join(''),
      );
    },
    async stream(lines) {
      if (lines.length > 0) {
        out.write(lines.map((line) => `${harmlessButColoured(redactor.text(line))}\n`).join(''));
      }
      return (await out.drained?.()) ?? true;
    },
    ready: (document) => out.write(`${JSON.stringify(document)}\n`),
    tell,
    fail(error) {
      const { code, message, hint } = problemOf(error);
      if (json) document({ error: { code, message, hint } });
      else {
        tell(`acgs: ${hint === null ? message : `${asSentence(message)} ${hint}`}`);
      }
      if (verbose) for (const line of traceOf(error)) tell(line);
    },
    paint: (tone, text) => (coloured ? styleText(STYLES[tone], text, { validateStream: false }) : text),
    mark(index, text) {
      const colour = MARKS[index % MARKS.length];
      return coloured && colour ? styleText(colour, text, { validateStream: false }) : text;
    },
  };
}

function asSentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

/** Where an error comes from, with what caused it; for `--verbose` alone. */
function traceOf(error: unknown): string[] {
  const lines: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    lines.push(...(current.stack ?? String(current)).split('\n'));
    if (current.cause instanceof Error) lines.push('caused by');
  }
  return lines;
}

/** What was thrown, with an abort by the operator under its own code: unless there is more to say of it. */
export function stoppedOr(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted &&
    !(error instanceof OperatorError && (error.code !== 'stopped' || error.hint !== null))
    ? new OperatorError('stopped', 'Stopped.')
    : error;
}
