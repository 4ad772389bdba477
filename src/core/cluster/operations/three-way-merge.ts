import { isDeepStrictEqual } from 'node:util';
import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';

/** Where kubectl keeps what it applied last, to know what to remove the next time. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Fields = Readonly<Record<string, unknown>>;

export interface Merge {
  /** JSON merge patch (RFC 7386) of the live object. */
  patch: Fields;
  /** The object as it will be. */
  after: Fields;
  /** Keys of the data that stay though the manifest does not name them. */
  kept: readonly string[];
}

/**
 * What `kubectl apply` makes of an object that holds only maps of texts: keys that the last apply wrote
 * and the manifest no longer names go, keys of the manifest are set, everything else stays.
 *
 * @param live without what the server writes; null when there is none
 * @param how `resourceVersion` of the manifest, repeated in the annotation as kubectl does; `whole` takes
 *   everything the manifest does not name for something to be removed
 */
export function threeWayMerge(
  live: Fields | null,
  manifest: Fields,
  how: { resourceVersion?: string | undefined; whole?: boolean } = {},
): Merge {
  const applied = appliedText(manifest, how.resourceVersion);
  const last = how.whole ? (live ?? {}) : parseApplied(live);
  const metadata = recordAt(manifest, 'metadata');
  const wanted: Fields = {
    ...dropNull(manifest),
    metadata: {
      ...dropNull(metadata),
      annotations: { ...recordAt(metadata, 'annotations'), [LAST_APPLIED]: applied },
    },
  };
  const patch = patchOf(live ?? {}, last, wanted);
  const kept = ['data', 'binaryData'].flatMap((part) =>
    Object.keys(recordAt(live, part)).filter(
      (key) => !(key in recordAt(wanted, part)) && !(key in recordAt(last, part)),
    ),
  );
  return { patch, after: mergePatch(live ?? {}, patch), kept };
}

/** RFC 7386: what to set and, with null, what to remove. */
function patchOf(live: Fields, last: Fields, wanted: Fields): Fields {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(last)) if (!(key in wanted) && key in live) patch[key] = null;
  for (const [key, value] of Object.entries(wanted)) {
    if (isFields(value)) {
      const inner = patchOf(recordAt(live, key), recordAt(last, key), value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!isDeepStrictEqual(live[key], value)) patch[key] = value;
  }
  return patch;
}

function mergePatch(target: Fields, patch: Fields): Fields {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isFields(value) ? mergePatch(recordAt(target, key), value) : value;
  }
  return result;
}

/** As Go writes it: keys in order, angle brackets and ampersands escaped, a line feed at the end. */
function appliedText(manifest: Fields, resourceVersion: string | undefined): string {
  const metadata = recordAt(manifest, 'metadata');
  const { [LAST_APPLIED]: _, ...annotations } = recordAt(metadata, 'annotations');
  const object = {
    ...manifest,
    metadata: { ...metadata, annotations, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  };
  const escaped = JSON.stringify(sorted(object)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

function parseApplied(live: Fields | null): Fields {
  const text = textAt(live, 'metadata', 'annotations', LAST_APPLIED);
  if (text === null) return {};
  try {
    return recordAt(JSON.parse(text));
  } catch {
    // Somebody wrote nonsense into it: then nothing is known to have been applied.
    return {};
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function dropNull(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
