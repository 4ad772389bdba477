import { recordAt } from '../../connect/kubernetes/fields.ts';
import { REDACTED, type Redactor } from '../../kernel/redaction.ts';
import { type ConfigMapManifest, ManifestError } from './config-map-manifest.ts';

/**
 * A value as a screen or a terminal may see it. What looks like a secret by itself or by the name it has
 * is struck out.
 */
export function shownValue(key: string, value: string, redactor: Redactor): string {
  const { [key]: shown = REDACTED } = redactor.data({ [key]: value });
  const line = `${key}: ${shown}`;
  return redactor.text(line) === line ? shown : REDACTED;
}

/** The maps of texts in which values are struck out. */
const PARTS = ['data', 'binaryData'] as const;
const METADATA_PARTS = ['annotations', 'labels'] as const;

/** The object with what looks like a secret struck out, and the keys of which that is true. */
export function strikeOut(
  configMap: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): { object: Record<string, unknown>; keys: string[] } {
  const keys: string[] = [];
  const strike = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => {
        const shown = typeof value === 'string' ? shownValue(key, value, redactor) : value;
        if (shown !== value) keys.push(key);
        return [key, shown];
      }),
    );
  const within = (object: Readonly<Record<string, unknown>>, parts: readonly string[]) =>
    Object.fromEntries(
      Object.entries(object).map(([part, value]) => [
        part,
        parts.includes(part) && value !== null ? strike(recordAt(value)) : value,
      ]),
    );
  const object = within(configMap, PARTS);
  return { object: { ...object, metadata: within(recordAt(object, 'metadata'), METADATA_PARTS) }, keys };
}

/**
 * Puts back what was struck out when the text was shown: a value that is left as it was shown stays what
 * it is in the cluster, so that who edits one key need not know the secrets of the others.
 *
 * @throws ManifestError when something is struck out that the cluster has no value for
 */
export function putBack(
  manifest: ConfigMapManifest,
  live: Readonly<Record<string, unknown>> | null,
  words: string,
  redactor: Redactor,
): ConfigMapManifest {
  const put = (
    fields: Readonly<Record<string, string>> | null | undefined,
    there: Readonly<Record<string, unknown>>,
  ) => {
    if (!fields) return fields;
    return Object.fromEntries(
      Object.entries(fields).map(([key, value]) => {
        if (!value.includes(REDACTED)) return [key, value];
        const now = there[key];
        if (typeof now === 'string' && shownValue(key, now, redactor) === value) return [key, now];
        throw new ManifestError(
          `${words}: ${key} holds "${REDACTED}" where a value was struck out, and would put that into the cluster`,
          null,
          'acgs cluster configmap export writes every value whole.',
        );
      }),
    );
  };
  const { metadata } = manifest;
  const liveMetadata = recordAt(live, 'metadata');
  return {
    ...manifest,
    data: put(manifest.data, recordAt(live, 'data')),
    binaryData: put(manifest.binaryData, recordAt(live, 'binaryData')),
    metadata: {
      ...metadata,
      annotations: put(metadata.annotations, recordAt(liveMetadata, 'annotations')),
      labels: put(metadata.labels, recordAt(liveMetadata, 'labels')),
    },
  };
}
