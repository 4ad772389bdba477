import { isNode, LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';
import { configMapWords } from './config-maps.ts';
import type { ObjectName } from './target.ts';

const texts = z.record(z.string(), z.string({ error: 'must be text; put it in quotes' })).nullish();

const manifestSchema = z.looseObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: texts,
    annotations: texts,
    resourceVersion: z.string().optional(),
  }),
  data: texts,
  binaryData: texts,
  immutable: z.boolean().nullish(),
});

export type ConfigMapManifest = z.infer<typeof manifestSchema>;

/** What is wrong with the text of a config map, and where. */
export class ManifestError extends OperatorError {
  /** From 1; null for a mistake that stands in no line. */
  readonly line: number | null;

  constructor(message: string, line: number | null, hint?: string) {
    super('usage', message, hint === undefined ? {} : { hint });
    this.name = 'ManifestError';
    this.line = line;
  }
}

/**
 * Reads the YAML or JSON of one config map, by the rules of kubectl: YAML 1.1, values are texts.
 *
 * @param words where the text is from: `backup.yaml`
 * @throws ManifestError naming the line or the key
 */
export function parseManifest(text: string, words: string, of: ObjectName): ConfigMapManifest {
  const lines = new LineCounter();
  const lineAt = (position: number | undefined) =>
    position === undefined ? null : lines.linePos(position).line;
  const wrong = (what: string, line: number | null = null, hint?: string) =>
    new ManifestError(`${words}: ${line === null ? '' : `line ${line}: `}${what}`, line, hint);
  const documents = parseAllDocuments(text, { version: '1.1', prettyErrors: false, lineCounter: lines });
  const [document, ...more] = Array.isArray(documents) ? documents : [];
  if (!document) throw wrong('there is nothing in it');
  const [second] = more;
  if (second) {
    const line = lineAt(second.range?.[0]);
    throw wrong(`it holds ${more.length + 1} documents; one config map is expected`, line);
  }
  const [mistake] = document.errors;
  if (mistake) {
    throw wrong(`not valid YAML: ${mistake.message.split('\n', 1)[0]}`, lineAt(mistake.pos[0]));
  }
  const parsed = manifestSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const node = document.getIn(issue?.path ?? [], true);
    throw wrong(
      `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not as expected'}`,
      isNode(node) ? lineAt(node.range?.[0]) : null,
    );
  }
  const manifest = parsed.data;
  const { name, namespace = of.namespace } = manifest.metadata;
  if (name !== of.name || namespace !== of.namespace) {
    throw wrong(
      `it is ${configMapWords({ namespace, name })}, not ${configMapWords(of)}`,
      null,
      'Name the one it is for, or correct its metadata.',
    );
  }
  return manifest;
}
