import { fieldAt, recordAt, textAt, textsAt } from '../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { readConfigMap, restorable } from './operations/config-maps.ts';
import { shownValue, strikeOut } from './operations/struck-out.ts';
import type { ObjectName } from './operations/target.ts';
import { toYaml } from './operations/text-diff.ts';
import { LAST_APPLIED } from './operations/three-way-merge.ts';

/** One config map as a screen may see it: whole, but for what looks like a secret. */
export interface ShownConfigMap extends ObjectName {
  /** What can be edited and applied again. */
  yaml: string;
  /** The version that was read. */
  resourceVersion: string;
  immutable: boolean;
  entries: {
    key: string;
    bytes: number;
    /** Its beginning; null for a binary value. */
    text: string | null;
    /** Characters at its end that are left out. */
    cutCharacters: number;
    struckOut: boolean;
  }[];
  /** Keys whose values are struck out, annotations and labels among them. */
  struckOut: string[];
}

/** A value longer than this is read in the YAML. */
const SHOWN_CHARACTERS = 20_000;

/** @throws OperatorError `not-found`, or the server's refusal */
export async function readShownConfigMap(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  redactor: Redactor,
  signal: AbortSignal | undefined,
): Promise<ShownConfigMap> {
  const found = await readConfigMap(kubernetes, of, signal);
  const { object, keys } = strikeOut(withoutLastApplied(restorable(found)), redactor);
  const texts = [...textsAt(found, 'data')].map(([key, value]) => {
    const shown = shownValue(key, value, redactor);
    return {
      key,
      bytes: Buffer.byteLength(value),
      text: shown.slice(0, SHOWN_CHARACTERS),
      cutCharacters: Math.max(0, shown.length - SHOWN_CHARACTERS),
      struckOut: shown !== value,
    };
  });
  const binaries = [...textsAt(found, 'binaryData')].map(([key, base64]) => ({
    key,
    bytes: Buffer.byteLength(base64, 'base64'),
    text: null,
    cutCharacters: 0,
    struckOut: false,
  }));
  return {
    ...of,
    // A shape that only the lines together make is struck out too; it cannot be applied then.
    yaml: redactor.text(toYaml(object)),
    resourceVersion: textAt(found, 'metadata', 'resourceVersion') ?? '',
    immutable: fieldAt(found, 'immutable') === true,
    entries: [...texts, ...binaries].sort((a, b) => (a.key < b.key ? -1 : 1)),
    struckOut: keys,
  };
}

/** The annotation repeats the whole manifest; it is made anew with every apply. */
function withoutLastApplied(configMap: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const metadata = recordAt(configMap, 'metadata');
  const { [LAST_APPLIED]: _, ...annotations } = recordAt(metadata, 'annotations');
  const { annotations: _all, ...rest } = metadata;
  const some = Object.keys(annotations).length > 0;
  return { ...configMap, metadata: { ...rest, ...(some ? { annotations } : {}) } };
}
