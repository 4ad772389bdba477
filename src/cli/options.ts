import { OperatorError } from '../core/kernel/errors.ts';

/**
 * One option of a command: how it is written, what it is for, and how its value is read. Values come
 * from the command line as text, true, or a list of texts; `read` turns them into what `run` gets.
 */
export interface OptionSpec<T> {
  /** As the help shows it: `--port <n>`, `--no-open`. */
  flags: string;
  says: string;
  repeatable: boolean;
  /** Known to the parser, left out of the help. */
  hidden: boolean;
  /** @throws OperatorError `usage` when the text is not what the option takes */
  read(value: unknown): T;
}

/** The options of a command by the name under which `run` gets their values. */
export type OptionTable = Record<string, OptionSpec<unknown>>;
export type ValuesOf<O extends OptionTable> = {
  [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};

const plain = { repeatable: false, hidden: false };

/** True when given. */
export function flag(flags: string, says: string): OptionSpec<boolean> {
  return { ...plain, flags, says, read: (value) => value === true };
}

/** `--no-x`: true unless given. */
export function unless(flags: string, says: string): OptionSpec<boolean> {
  return { ...plain, flags, says, read: (value) => value !== false };
}

export function text(flags: string, says: string): OptionSpec<string | undefined> {
  return { ...plain, flags, says, read: textOf };
}

/** One of a few words. */
export function choice<Word extends string>(
  flags: string,
  says: string,
  words: readonly Word[],
): OptionSpec<Word | undefined> {
  return {
    ...plain,
    flags,
    says,
    read(value) {
      const written = textOf(value);
      const chosen = words.find((word) => word === written);
      if (chosen !== undefined || written === undefined) return chosen;
      const name = flags.split(' ', 1)[0] ?? flags;
      throw new OperatorError('usage', `${name} takes ${words.join(' or ')}, not "${written}"`);
    },
  };
}

/** May be given several times. */
export function list(flags: string, says: string): OptionSpec<readonly string[]> {
  return {
    ...plain,
    flags,
    says,
    repeatable: true,
    read: (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
  };
}

export function number(
  flags: string,
  says: string,
  range: { min: number; max: number; whole: boolean },
): OptionSpec<number | undefined> {
  return {
    ...plain,
    flags,
    says,
    read(value) {
      const written = textOf(value);
      if (written === undefined) return undefined;
      const read = /^\d+(\.\d+)?$/.test(written) ? Number(written) : Number.NaN;
      if (read >= range.min && read <= range.max && (!range.whole || Number.isInteger(read))) return read;
      const name = flags.split(' ', 1)[0] ?? flags;
      const kind = range.whole ? 'a whole number' : 'a number';
      throw new OperatorError(
        'usage',
        `${name} takes ${kind} from ${range.min} to ${range.max}, not "${written}"`,
      );
    },
  };
}

/** A span of time as `90s`, `10m`, `4h` or `2d`; in milliseconds. */
export function duration(flags: string, says: string): OptionSpec<number | undefined> {
  return {
    ...plain,
    flags,
    says,
    read(value) {
      const written = textOf(value);
      if (written === undefined) return undefined;
      const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(written) ?? [];
      const unitMs = UNITS_MS[unit ?? ''];
      if (unitMs !== undefined && Number(count) > 0) return Number(count) * unitMs;
      const name = flags.split(' ', 1)[0] ?? flags;
      throw new OperatorError(
        'usage',
        `${name} takes a span of time such as 90s, 10m or 4h, not "${written}"`,
      );
    },
  };
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function hidden<T>(option: OptionSpec<T>): OptionSpec<T> {
  return { ...option, hidden: true };
}

export function readOptions<O extends OptionTable>(table: O, raw: Record<string, unknown>): ValuesOf<O>;
export function readOptions(table: OptionTable, raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([name, option]) => [name, option.read(raw[name])]));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
