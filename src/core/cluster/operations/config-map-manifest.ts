import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';
import { REDACTED } from '../../kernel/redaction.ts';
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

/**
 * Reads the YAML or JSON of one config map, by the rules of kubectl: YAML 1.1, values are texts.
 *
 * @param words where the text is from: `backup.yaml`
 * @throws OperatorError `usage`, naming the line or the key
 */
export function parseManifest(text: string, words: string, of: ObjectName): ConfigMapManifest {
  const wrong = (what: string, hint?: string) =>
    new OperatorError('usage', `${words}: ${what}`, hint === undefined ? {} : { hint });
  const documents = parseAllDocuments(text, { version: '1.1' });
  const [document, ...more] = Array.isArray(documents) ? documents : [];
  if (!document) throw wrong('there is nothing in it');
  if (more.length > 0) throw wrong(`it holds ${more.length + 1} documents; one config map is expected`);
  const [mistake] = document.errors;
  if (mistake) throw wrong(`not valid YAML: ${mistake.message.split('\n', 1)[0]}`);
  const parsed = manifestSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not as expected'}`);
  }
  const manifest = parsed.data;
  const { name, namespace = of.namespace } = manifest.metadata;
  if (name !== of.name || namespace !== of.namespace) {
    throw wrong(
      `it is ${configMapWords({ namespace, name })}, not ${configMapWords(of)}`,
      'Name the one it is for, or correct its metadata.',
    );
  }
  if (text.includes(REDACTED)) {
    throw wrong(
      `it holds "${REDACTED}" where a value was struck out, and would put that into the cluster`,
      'acgs cluster configmap export writes every value whole.',
    );
  }
  return manifest;
}
