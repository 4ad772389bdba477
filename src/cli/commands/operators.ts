import type { Operator } from '../../core/operate/operators/index.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { flag, text } from '../options.ts';
import { formatTable } from '../table.ts';

const name = [{ name: 'name', says: 'the operator’s name, or the fingerprint' }];
const MOST_KEY_BYTES = 65_536;

export const operatorsList = defineCommand({
  name: 'operators list',
  summary: 'list who works here, by their keys',
  options: { all: flag('--all', 'the retired ones too') },
  async run(context, { all }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ operators }) => {
      const items = operators.list().filter(({ retiredAt }) => all || retiredAt === null);
      const now = context.clock.now();
      context.output.answer({ items }, (it) =>
        it.items.length === 0
          ? ['Nobody is known yet; acgs operators add NAME makes an operator.']
          : formatTable(
              it.items,
              [
                { title: 'NAME', cell: (row) => row.name },
                { title: 'FINGERPRINT', cell: (row) => row.id },
                { title: 'KEY', cell: (row) => (row.retiredAt === null ? row.key : 'retired') },
                { title: 'AGE', cell: (row) => ageOf(row.createdAt, now) },
              ],
              { columns: context.output.columns },
            ),
      );
      return 0;
    });
  },
});

export const operatorsAdd = defineCommand({
  name: 'operators add',
  summary: 'make a key for a person, sealed with a passphrase or in the key store',
  arguments: [{ name: 'name', says: 'by which people here call them' }],
  options: { keyStore: flag('--key-store', 'keep the key in the system’s key store (macOS, Windows)') },
  examples: ['acgs operators add "Mara Okafor"'],
  async run(context, { keyStore }, [name = '']) {
    const [{ withCenter }, { readNewPassphrase }] = await Promise.all([
      import('../workplace.ts'),
      import('../log-in.ts'),
    ]);
    return withCenter<ExitCode>(context, async ({ operators }) => {
      const passphrase = keyStore ? null : await readNewPassphrase(context);
      return answer(context, await operators.add({ name, passphrase }), 'is an operator from now on');
    });
  },
});

export const operatorsRetire = defineCommand({
  name: 'operators retire',
  summary: 'take a person out of use; what they signed stays readable and approves nothing more',
  arguments: name,
  async run(context, _options, [name = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center) => {
      await identify(context, center);
      return answer(context, await center.operators.retire(name), 'is no operator any more');
    });
  },
});

export const operatorsExportKey = defineCommand({
  name: 'operators export-key',
  summary: 'write a person’s public key for another control center',
  arguments: name,
  options: { file: text('--file <file>', 'where to; left out: standard output') },
  examples: ['acgs operators export-key mara --file mara.key.json'],
  async run(context, { file }, [name = '']) {
    const [{ withCenter }, { writeNewFile }] = await Promise.all([
      import('../workplace.ts'),
      import('../files.ts'),
    ]);
    return withCenter<ExitCode>(context, async ({ operators }) => {
      const key = operators.exportKey(name);
      if (file === undefined) {
        context.output.answer(JSON.parse(key), () => key.trimEnd().split('\n'));
        return 0;
      }
      await writeNewFile(context, file, key);
      const { id } = operators.find(name);
      context.output.answer({ id, file }, (it) => [`Wrote the public key ${it.id} to ${it.file}`]);
      return 0;
    });
  },
});

export const operatorsImportKey = defineCommand({
  name: 'operators import-key',
  summary: 'make a person known who works elsewhere, by their public key',
  arguments: [{ name: 'file', says: 'made there with acgs operators export-key' }],
  async run(context, _options, [file = '']) {
    const [{ withCenter }, { readGivenFile }] = await Promise.all([
      import('../workplace.ts'),
      import('../files.ts'),
    ]);
    const key = await readGivenFile(context, file, MOST_KEY_BYTES);
    return withCenter<ExitCode>(context, async (center) => {
      await identify(context, center);
      return answer(
        context,
        center.operators.importKey(key),
        'is known from now on; compare the fingerprint with them before you trust it',
      );
    });
  },
});

/** Whose name stands in the journal, when one is given. */
async function identify(
  context: CommandContext,
  center: Parameters<typeof import('../log-in.ts')['logIn']>[1],
): Promise<void> {
  const { logIn } = await import('../log-in.ts');
  await logIn(context, center, { required: false });
}

function answer({ output }: CommandContext, operator: Operator, what: string): ExitCode {
  output.answer(operator, (it) => [`${it.name} (${it.id}) ${what}`]);
  return 0;
}
