import { systemClock } from '../core/kernel/clock.ts';
import { exitCodeOf, problemOf } from '../core/kernel/errors.ts';
import { createLog, silentLog } from '../core/kernel/log.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import type { CommandContext } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';
import { createOutput, type Sink, stoppedOr } from './output.ts';
import { parseCommandLine } from './program.ts';

export interface Surroundings {
  out: Sink;
  err: Sink;
  env: Readonly<Record<string, string | undefined>>;
  folder: string;
  root: string;
  version: string;
  signal: AbortSignal;
}

/** Runs one command line to its exit code. Whatever goes wrong is told, nothing is thrown. */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<number> {
  const { out, err, env, signal, version } = around;
  const redactor = createRedactor();
  const given = (option: string) => words.includes(option);
  const json = given('--json');
  const verbose = given('--verbose');
  const output = createOutput({ out, err, json, verbose, env, redactor });
  try {
    const table = { commands: COMMANDS, groups: GROUPS, version, columns: out.columns };
    const parsed = parseCommandLine(words, table);
    if (parsed.kind === 'version') {
      output.answer({ version }, (it) => [it.version]);
      return 0;
    }
    if (parsed.kind === 'help') {
      out.write(parsed.text);
      return 0;
    }
    const log = verbose ? createLog({ redactor, level: 'debug', destination: err }) : silentLog;
    const context: CommandContext = {
      globals: parsed.invocation.globals,
      output,
      env,
      folder: around.folder,
      root: around.root,
      version,
      clock: systemClock(),
      log,
      redactor,
      signal,
    };
    return await parsed.invocation.run(context);
  } catch (error) {
    const told = stoppedOr(error, signal);
    output.fail(told);
    return exitCodeOf(problemOf(told).code);
  }
}
