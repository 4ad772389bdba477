import { resolve } from 'node:path';
import { createSecrets } from '../core/connect/secrets.ts';
import type { ControlCenter } from '../core/control-center/capabilities.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import type { CommandContext } from './command.ts';

/**
 * Logs in whom the command line or ACGS_OPERATOR names, for this command; the end of it logs out.
 *
 * @throws OperatorError `usage` when nobody is named and somebody has to be; `refused` for a wrong passphrase
 */
export async function logIn(
  context: CommandContext,
  { operators, session }: Pick<ControlCenter, 'operators' | 'session'>,
  { required }: { required: boolean },
): Promise<void> {
  const named = context.globals.operator ?? (context.env.ACGS_OPERATOR || undefined);
  if (named === undefined) {
    if (!required) return;
    throw new OperatorError('usage', 'This needs an operator', {
      hint: 'Name yourself with --operator NAME, or in ACGS_OPERATOR.',
    });
  }
  const operator = operators.find(named);
  const passphrase =
    operator.key === 'passphrase' ? await readPassphrase(context, `Passphrase of ${operator.name}: `) : null;
  await session.logIn(operator.id, passphrase);
}

/**
 * From the file that ACGS_PASSPHRASE_FILE names, or from whoever sits at the terminal. Never from the
 * command line, which every process of the machine can read.
 */
export async function readPassphrase(context: CommandContext, question: string): Promise<string> {
  const file = context.env.ACGS_PASSPHRASE_FILE;
  if (file) {
    const { env, redactor, log } = context;
    return createSecrets({ env, redactor, log }).resolve(
      { file: resolve(context.folder, file) },
      'the passphrase',
    );
  }
  const { terminalSecret } = await import('./ask.ts');
  const ask = terminalSecret(context.signal);
  if (ask !== null) return ask(question);
  throw new OperatorError('usage', 'Nobody is there to type the passphrase', {
    hint: 'Put it into a file that only you can read, and name that in ACGS_PASSPHRASE_FILE.',
  });
}

/** A new one is typed twice: a slip would lock its owner out for good. */
export async function readNewPassphrase(context: CommandContext): Promise<string> {
  const typed = await readPassphrase(context, 'A passphrase for the new key: ');
  if (context.env.ACGS_PASSPHRASE_FILE) return typed;
  if ((await readPassphrase(context, 'Once more: ')) === typed) return typed;
  throw new OperatorError('usage', 'The two passphrases are not the same, nothing was done');
}
