import { z } from 'zod';
import { nearMiss } from '../../connect/profile/near-miss.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { type ProgramEnd, runProgram } from './program.ts';

const parameters = z.strictObject({ command: z.string(), arguments: z.array(z.string()) });

/** Runs a program that the profile allows, with its arguments one by one. */
export function runCommandOperation(options: {
  commands: NonNullable<Profile['commands']>;
  clock: Clock;
  redactor: Redactor;
}): OperationKind<z.infer<typeof parameters>> {
  const { commands, clock, redactor } = options;
  return {
    kind: 'exec',
    title: 'Run an allowed program',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare({ command, arguments: own }) {
      const allowed = Object.hasOwn(commands, command) ? commands[command] : undefined;
      if (allowed === undefined) throw notAllowed(command, Object.keys(commands));
      if (own.some((word) => word.includes('\0'))) {
        throw new OperatorError('usage', `An argument of ${command} holds a zero byte`);
      }
      let ended: ProgramEnd | undefined;
      const words = [...(allowed.arguments ?? []), ...own];
      return {
        target: `command ${command}`,
        summary: `Run ${command}`,
        calls: [{ method: 'RUN', path: [allowed.path, ...words].map(quoted).join(' ') }],
        diff: null,
        notes: ['What it changes is for it to say: this shows only how it ended'],
        permissions: [],
        author: null,
        rehearse: null,
        async execute(signal) {
          const clean = (text: string) => redactor.text(text);
          ended = await runProgram({ path: allowed.path, arguments: words, clock, signal, clean });
          return { ...ended };
        },
        async verify() {
          const { exitCode, stderr } = ended ?? { exitCode: null, stderr: '' };
          const why = exitCode === 0 ? '' : lastLine(stderr);
          return { ok: exitCode === 0, words: `${command} ended with exit code ${exitCode}${why}` };
        },
      };
    },
  };
}

function notAllowed(command: string, known: readonly string[]): OperatorError {
  const meant = nearMiss(command, known);
  const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new OperatorError('usage', `The profile allows no command ${command}${guess}`, {
    hint: `Add commands.${command} with its path to the profile.`,
  });
}

/** As one could type it; only to be read, it never reaches a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line.slice(0, 300)}`;
}
