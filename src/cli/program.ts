import { Argument, CommanderError, Option, Command as Parser } from 'commander';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { GLOBAL_OPTIONS, type Globals } from './globals.ts';
import { type OptionSpec, type OptionTable, readOptions } from './options.ts';

/** A command line as it was understood. */
export interface Invocation {
  globals: Globals;
  run(context: CommandContext): Promise<ExitCode>;
}

export type Parsed =
  | { kind: 'command'; invocation: Invocation }
  | { kind: 'help'; text: string }
  | { kind: 'version' };

/**
 * Understands a command line without running anything.
 *
 * @param words the command line after the program's name
 * @throws OperatorError `usage`, in one line that says what and how
 */
export function parseCommandLine(
  words: readonly string[],
  table: {
    commands: readonly Command[];
    groups: Readonly<Record<string, string>>;
    version: string;
    columns?: number | undefined;
  },
): Parsed {
  let help = '';
  let found: { command: Command; raw: Record<string, unknown>; args: string[] } | undefined;
  const root = new Parser('acgs')
    .description('Control center for the operators of ACGS-PGP MLOps production')
    .version(table.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true });
  harden(root, table.columns, (text) => {
    help += text;
  });
  addOptions(root, GLOBAL_OPTIONS);
  root.addHelpText('after', EXIT_CODES);
  for (const command of table.commands) {
    const names = command.name.split(' ');
    const parser = parserAt(root, names, table.groups).description(command.summary);
    for (const argument of command.arguments) {
      const written = argument.several ? `[${argument.name}...]` : `<${argument.name}>`;
      const spec = new Argument(written, argument.says);
      parser.addArgument(argument.choices ? spec.choices(argument.choices) : spec);
    }
    addOptions(parser, command.options);
    // What is written behind it is somebody else's command line, its --help too.
    if (command.passesOptions) parser.allowUnknownOption().helpOption(false);
    if (command.examples.length > 0) {
      parser.addHelpText('after', `\nExamples:\n${command.examples.map((it) => `  ${it}\n`).join('')}`);
    }
    parser.action((...given: unknown[]) => {
      const args = given
        .slice(0, command.arguments.length)
        .flat()
        .filter((it) => typeof it === 'string');
      if (command.passesOptions && ['-h', '--help'].includes(args[0] ?? '')) {
        parser.outputHelp();
        return;
      }
      found = { command, raw: givenTo(parser, command), args };
    });
  }
  try {
    root.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return { kind: 'version' };
    if (error.exitCode === 0) return { kind: 'help', text: help };
    throw misuse(error, placeOf(words, table.commands));
  }
  if (!found && help !== '') return { kind: 'help', text: help };
  if (!found) throw new OperatorError('usage', 'No command was given', { hint: SEE_HELP });
  const { command, raw, args } = found;
  const globals = readOptions(GLOBAL_OPTIONS, root.opts<Record<string, unknown>>());
  return { kind: 'command', invocation: { globals, run: command.prepare(raw, args) } };
}

/**
 * A command that is a group too (`compliance`) takes the options behind the further word (`compliance evidence`): they
 * are that word's.
 *
 * @throws OperatorError `usage` for one that only the group knows
 */
function givenTo(parser: Parser, { name, options }: Command): Record<string, unknown> {
  const ofGroup = name.includes(' ') ? (parser.parent?.opts<Record<string, unknown>>() ?? {}) : {};
  const foreign = Object.keys(ofGroup).find((option) => !(option in options));
  if (foreign !== undefined) {
    throw new OperatorError('usage', `acgs ${name} takes no --${foreign}`, {
      hint: `acgs ${name} --help says how.`,
    });
  }
  return { ...ofGroup, ...parser.opts<Record<string, unknown>>() };
}

const SEE_HELP = 'acgs --help lists the commands.';
const EXIT_CODES = `
Exit codes: 0 it holds or it worked; 1 it does not, or it failed; 2 wrong use; 3 cannot tell;
4 refused by a guard; 5 stopped by the operator.
`;

/** The parser throws instead of exiting and prints nothing by itself: how errors look is not its business. */
function harden(parser: Parser, columns: number | undefined, write: (text: string) => void): void {
  parser.exitOverride().configureOutput({
    writeOut: write,
    writeErr: () => undefined,
    getOutHelpWidth: () => columns ?? 100,
    getOutHasColors: () => false,
  });
}

function addOptions(parser: Parser, table: OptionTable): void {
  for (const [name, spec] of Object.entries(table)) {
    const option = asOption(spec);
    if (option.attributeName() !== name) throw new RangeError(`option ${spec.flags} is not called ${name}`);
    parser.addOption(option);
  }
}

function asOption(spec: OptionSpec<unknown>): Option {
  const option = new Option(spec.flags, spec.says).hideHelp(spec.hidden);
  return spec.repeatable
    ? option.argParser((value, before: unknown) => [...(Array.isArray(before) ? before : []), value])
    : option;
}

/** The parser for a command's words, with the groups on the way there. */
function parserAt(root: Parser, names: readonly string[], groups: Readonly<Record<string, string>>): Parser {
  return names.reduce((parent, name, index) => {
    const present = parent.commands.find((it) => it.name() === name);
    if (present) return present;
    const parser = parent.command(name).helpOption('-h, --help', 'print this help');
    const place = names.slice(0, index + 1).join(' ');
    return parser.description(groups[place] ?? '');
  }, root);
}

/** commander's finding in one line. `place` is the command or group that was meant. */
function misuse(error: CommanderError, place: string): OperatorError {
  const help = place === '' ? SEE_HELP : `acgs ${place} --help says how.`;
  // What commander answers to a group without one of its commands is that group's help.
  if (error.code === 'commander.help') {
    return new OperatorError(
      'usage',
      place === '' ? 'No command was given' : `"${place}" needs another word`,
      {
        hint: help,
      },
    );
  }
  const said = error.message.replace(/^error: /, '').replaceAll("'", '"');
  const [message = said, suggestion] = said.split('\n');
  const meant = /\(Did you mean (?:one of )?(.*)\?\)/.exec(suggestion ?? '')?.[1];
  return new OperatorError('usage', message.replace(/\.$/, ''), {
    hint: meant === undefined ? help : `Did you mean ${meant}?`,
  });
}

/** The longest beginning of the command line that is, or leads to, a command. */
function placeOf(words: readonly string[], commands: readonly Command[]): string {
  const names = words.filter((word) => !word.startsWith('-'));
  const places = names.map((_, index) => names.slice(0, index + 1).join(' '));
  const leadsOn = (place: string) =>
    commands.some(({ name }) => name === place || name.startsWith(`${place} `));
  return places.findLast(leadsOn) ?? '';
}
