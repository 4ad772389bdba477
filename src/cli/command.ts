import type { Clock } from '../core/kernel/clock.ts';
import type { Log } from '../core/kernel/log.ts';
import type { Redactor } from '../core/kernel/redaction.ts';
import type { Globals } from './globals.ts';
import { type OptionTable, readOptions, type ValuesOf } from './options.ts';
import type { Output } from './output.ts';

/** What a command gets to work with: nothing of the process itself, so that tests can stand in for it. */
export interface CommandContext {
  globals: Globals;
  output: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths of the command line start from. */
  folder: string;
  /** The package's own folder: where `out/`, `resources/` and `src/` are. */
  root: string;
  version: string;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  /** Aborted when the operator stops the command. */
  signal: AbortSignal;
}

/** 0 it holds or worked, 1 it does not, 2 wrong use, 3 cannot tell, 4 refused, 5 stopped: docs/cli.md. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

export interface ArgumentSpec {
  name: string;
  says: string;
  choices?: readonly string[];
  /** None, one or several. */
  several?: true;
}

export interface Command {
  /** The words that call it: `cluster top nodes`. */
  name: string;
  summary: string;
  arguments: readonly ArgumentSpec[];
  options: OptionTable;
  /** Options that it does not know are among its arguments, in their order. */
  passesOptions: boolean;
  examples: readonly string[];
  /**
   * Reads the options as the parser found them; what comes back runs the command with them.
   *
   * @throws OperatorError `usage` when a value is not what its option takes
   */
  prepare(
    raw: Record<string, unknown>,
    args: readonly string[],
  ): (context: CommandContext) => Promise<ExitCode>;
}

/** A command with its options' values typed for `run`. */
export function defineCommand<O extends OptionTable>(spec: {
  name: string;
  summary: string;
  arguments?: readonly ArgumentSpec[];
  options?: O;
  passesOptions?: true;
  examples?: readonly string[];
  run(context: CommandContext, options: ValuesOf<O>, args: readonly string[]): Promise<ExitCode>;
}): Command;
export function defineCommand(spec: {
  name: string;
  summary: string;
  arguments?: readonly ArgumentSpec[];
  options?: OptionTable;
  passesOptions?: true;
  examples?: readonly string[];
  run(context: CommandContext, options: Record<string, unknown>, args: readonly string[]): Promise<ExitCode>;
}): Command {
  const options = spec.options ?? {};
  return {
    name: spec.name,
    summary: spec.summary,
    arguments: spec.arguments ?? [],
    options,
    passesOptions: spec.passesOptions ?? false,
    examples: spec.examples ?? [],
    prepare(raw, args) {
      const values = readOptions(options, raw);
      return (context) => spec.run(context, values, args);
    },
  };
}
