import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { flag, text } from '../options.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

const configMap = [{ name: 'name', says: 'the config map' }];
const { namespace } = OPERATION_OPTIONS;
const file = text('--file <file>', 'YAML or JSON of the config map');
/** More than etcd takes, and far more than a config map may hold (1 MiB). */
const MOST_BYTES = 3_000_000;

export const clusterConfigMapGet = defineCommand({
  name: 'cluster configmap get',
  summary: 'print a config map as YAML',
  arguments: configMap,
  options: { namespace },
  async run(context, { namespace }, [name = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster, operations }) => {
      const of = { namespace: namespace ?? cluster.namespace, name };
      const { object, yaml } = await operations.configMap(of, 'shown', context.signal);
      const { output, redactor } = context;
      if (redactor.text(yaml) !== yaml) {
        output.tell(
          'acgs: what looks like a secret is struck out here; acgs cluster configmap export writes every value whole',
        );
      }
      const lines = yaml.trimEnd().split('\n');
      output.answer(object, () => (output.columns === undefined ? lines : lines.map(harmless)));
      return 0;
    });
  },
});

export const clusterConfigMapExport = defineCommand({
  name: 'cluster configmap export',
  summary: 'write a config map to a file that can be applied again',
  arguments: configMap,
  options: {
    file: text('--file <file>', 'where to write it; readable by you alone'),
    overwrite: flag('--overwrite', 'replace a file that is there'),
    namespace,
  },
  examples: ['acgs cluster configmap export mlops-production-config --file config-backup.yaml'],
  async run(context, { file, overwrite, namespace }, [name = '']) {
    const path = fileOf(context, file);
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster, operations }) => {
      const of = { namespace: namespace ?? cluster.namespace, name };
      const { yaml } = await operations.configMap(of, 'restorable', context.signal);
      await writeFile(path, yaml, { mode: 0o600, flag: overwrite ? 'w' : 'wx' }).catch((error: unknown) => {
        throw unwritable(path, error);
      });
      const document = { ...of, file: path, bytes: Buffer.byteLength(yaml) };
      context.output.answer(document, (it) => [`Wrote ${it.namespace}/${it.name} to ${it.file}`]);
      return 0;
    });
  },
});

export const clusterConfigMapDiff = defineCommand({
  name: 'cluster configmap diff',
  summary: 'show what applying a file would change',
  arguments: configMap,
  options: { file, namespace },
  examples: ['acgs cluster configmap diff mlops-production-config --file config-backup.yaml'],
  async run(context, options, [name = '']) {
    const manifest = await readManifest(context, options.file);
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster, operations }) => {
      const of = { namespace: options.namespace ?? cluster.namespace, name };
      const { diff } = await operations.diffConfigMap({ ...of, ...manifest }, context.signal);
      context.output.answer({ ...of, same: diff === null, diff }, (it) =>
        it.diff === null ? ['No difference.'] : it.diff.split('\n').map(harmless),
      );
      return diff === null ? 0 : 1;
    });
  },
});

export const clusterConfigMapApply = defineCommand({
  name: 'cluster configmap apply',
  summary: 'make a config map what a file says',
  arguments: configMap,
  options: { file, ...OPERATION_OPTIONS },
  examples: [
    'acgs cluster configmap apply mlops-production-config --file config-backup.yaml --dry-run',
    'acgs cluster configmap apply mlops-production-config --file config-backup.yaml --confirm acgs-production',
  ],
  async run(context, { file, namespace, ...wish }, [name = '']) {
    const manifest = await readManifest(context, file);
    return runOperation(context, {
      ...wish,
      operation: ({ cluster, operations }) => ({
        kind: operations.applyConfigMap,
        parameters: { namespace: namespace ?? cluster.namespace, name, ...manifest },
      }),
    });
  },
});

function fileOf({ folder }: CommandContext, file: string | undefined): string {
  if (file !== undefined) return resolve(folder, file);
  throw new OperatorError('usage', 'Which file?', { hint: 'Name it with --file FILE.' });
}

async function readManifest(
  context: CommandContext,
  file: string | undefined,
): Promise<{ manifest: string; source: string }> {
  const path = fileOf(context, file);
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new OperatorError('usage', `${file} is too large for a config map`);
    return { manifest: await readFile(path, 'utf8'), source: file ?? path };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('usage', `${file} cannot be read`, {
      hint: 'Check its name and that you may read it.',
      cause: error,
    });
  }
}

function unwritable(path: string, error: unknown): OperatorError {
  const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  return there
    ? new OperatorError('usage', `${path} is there already`, {
        hint: 'Choose another name, or add --overwrite.',
      })
    : new OperatorError('usage', `${path} cannot be written`, {
        hint: 'Check the folder and the space on the disk.',
        cause: error,
      });
}
