import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';
import { OperatorError } from '../../../kernel/errors.ts';
import { createSlices } from '../../../kernel/slices.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { verifyConsistency } from '../merkle.ts';
import type { VerifierKey } from '../verifier-key.ts';
import { type Asked, askAnchors } from '../verify/ask.ts';
import { conclude, type Verification } from '../verify/conclude.ts';
import { type Extent, importedExtent, rootsBeyond } from '../verify/extent.ts';
import { addPile, certain, type Hypothesis, type Pile, rootsOf } from '../verify/hypothesis.ts';
import { readKey } from '../verify/index.ts';
import { readTestimony } from '../verify/testimony.ts';
import {
  type BundleHeader,
  beginningSchema,
  decodeHashes,
  type EntryLine,
  endSchema,
  headerSchema,
  parseEntry,
  VERSION,
} from './format.ts';
import { type Line, linesOf } from './lines.ts';

export interface BundleVerification extends Verification {
  /** What the file says of itself; null when that cannot be read. */
  header: BundleHeader | null;
}

export interface VerifyBundleOptions {
  clock: Clock;
  /** Instead of the keys that the file itself names, each `name+id+base64`. */
  keys?: readonly string[] | undefined;
  anchors?: readonly Anchor[] | undefined;
  signal?: AbortSignal | undefined;
  /** Told what the file says of itself, once that can be read. */
  onHeader?: ((header: BundleHeader) => void) | undefined;
  /** Told each entry that is, to the byte, what its line says. */
  onEntry?: ((index: number, leaf: Uint8Array) => void) | undefined;
}

/**
 * Verifies a bundle with nothing but the file. Whether its keys are those of the journal it claims to be
 * of, only somebody who knows them can say.
 *
 * @throws OperatorError `usage` when the file is not a bundle, or of a newer version
 */
export async function verifyBundle(path: string, options: VerifyBundleOptions): Promise<BundleVerification> {
  const survey = await surveyFile(path, options.signal);
  const beginning = beginningSchema.safeParse(survey.first);
  if (!beginning.success && !survey.hasEnd) {
    throw new OperatorError('usage', `${path} is not a journal bundle`, {
      hint: 'acgs audit export writes one.',
    });
  }
  if (beginning.success && beginning.data.version > VERSION && survey.isWhole) {
    throw new OperatorError(
      'usage',
      `${path} was written by a newer version (bundle version ${beginning.data.version}, this one knows ${VERSION})`,
      { hint: 'Update the control center.' },
    );
  }
  const header = headerSchema.safeParse(survey.first);
  const extent = header.success && header.data.version === VERSION ? extentOf(header.data) : undefined;
  if (!header.success || extent === undefined) return unreadable();
  options.onHeader?.(header.data);
  const verification = await verifyEntries(path, header.data, extent, options);
  const isComplete = survey.entries === header.data.to - header.data.from;
  if (survey.isWhole && isComplete) return { ...verification, header: header.data };
  const problem = survey.isWhole
    ? `The file has ${survey.entries} entries where it says it has those from ${header.data.from} to ${header.data.to - 1}.`
    : survey.hasEnd
      ? 'The file is not as it was written: its SHA-256 is another one.'
      : 'The file ends before its last line.';
  return {
    ...verification,
    header: header.data,
    verdict: 'broken',
    problems: [...verification.problems, problem],
  };
}

async function verifyEntries(
  path: string,
  header: BundleHeader,
  extent: Extent,
  options: VerifyBundleOptions,
): Promise<Verification> {
  const { from, to, size, origin } = header;
  const keys = (options.keys ?? header.keys).flatMap(readKey);
  const asked = await askAnchors(options.anchors ?? [], keys, origin);
  const stops = new Set(asked.map(({ testimony }) => testimony?.size));
  const slices = createSlices(options.clock, options.signal);
  const frontier: Pile[] = [...extent.start];
  const roots = new Map<number, readonly Hypothesis[]>();
  let index = from;
  for await (const line of entryLines(path, options.signal)) {
    if (index === to || isEnd(line)) break;
    const entry = parseEntry(index, line.bytes);
    if (entry.isExact) options.onEntry?.(index, entry.leaf);
    addPile(frontier, { level: 0, hypotheses: hypothesesOf(index, entry) });
    index += 1;
    if (stops.has(index)) roots.set(index, rootsOf(frontier));
    if (slices.isOver()) await slices.rest();
  }
  roots.set(index, rootsOf(frontier));
  if (index === to) {
    const atSize = rootsBeyond(extent, frontier, size);
    if (atSize !== undefined) roots.set(size, atSize);
    for (const [at, possible] of consistentRoots(header, keys, asked, roots.get(size) ?? []))
      roots.set(at, possible);
  }
  const own = [readTestimony(header.checkpoint, { name: 'checkpoint', external: false, size }, keys, origin)];
  return conclude(extent, { end: index, roots }, { own, asked, origin });
}

/** A line that is not exactly its entry's is broken, whatever it may have hashed to before. */
function hypothesesOf(index: number, { isExact, computed, stated }: EntryLine): readonly Hypothesis[] {
  if (isExact) return certain(computed);
  const broken = [{ from: index, to: index + 1 }];
  return [computed, ...(stated === undefined ? [] : [stated])].map((hash) => ({ hash, broken }));
}

/**
 * The roots of anchors beyond the entries: where the bundle proves that an anchor's tree is the beginning
 * of its checkpoint's, the anchor vouches for the entries as the checkpoint does.
 */
function consistentRoots(
  header: BundleHeader,
  keys: readonly VerifierKey[],
  asked: readonly Asked[],
  atSize: readonly Hypothesis[],
): [size: number, possible: readonly Hypothesis[]][] {
  return asked.flatMap(({ testimony }): [number, readonly Hypothesis[]][] => {
    if (testimony === undefined || !('checkpoint' in testimony.said)) return [];
    const { size: size1, root: root1 } = testimony.said.checkpoint;
    const isProven = header.anchors.some(({ checkpoint, consistency }) => {
      try {
        const { size, root } = openCheckpoint(header.checkpoint, keys);
        const proof = decodeHashes(consistency);
        const isSame = openCheckpoint(checkpoint, keys).size === size1;
        return isSame && verifyConsistency({ size1, root1, size2: size, root2: root, proof });
      } catch {
        return false;
      }
    });
    const isBeyond = size1 >= header.to && size1 < header.size;
    return isProven && isBeyond ? [[size1, atSize.map(({ broken }) => ({ hash: root1, broken }))]] : [];
  });
}

function extentOf(header: BundleHeader): Extent | undefined {
  const { from, to, size } = header;
  if (!(from < to && to <= size)) return undefined;
  try {
    return importedExtent(JSON.stringify(header));
  } catch {
    return undefined;
  }
}

function unreadable(): BundleVerification {
  return {
    verdict: 'broken',
    size: 0,
    root: '',
    origin: null,
    firstBroken: null,
    ranges: [],
    problems: ['The first line, which says what the file is, was changed.'],
    anchors: [],
    header: null,
  };
}

interface Survey {
  /** The first line as JSON; undefined when it is not. */
  first: unknown;
  /** Whether the last line is one. */
  hasEnd: boolean;
  /** Whether it is that of the lines before it. */
  isWhole: boolean;
  /** How many lines there are between the first and the last. */
  entries: number;
}

/** What can be said of the file before its entries are looked at. */
async function surveyFile(path: string, signal: AbortSignal | undefined): Promise<Survey> {
  const digest = createHash('sha256');
  let first: unknown;
  let lines = 0;
  let last: Line | undefined;
  for await (const line of linesOf(path, signal)) {
    if (last === undefined) first = jsonOf(line.bytes);
    else digest.update(last.bytes).update('\n');
    last = line;
    lines += 1;
  }
  const end = endSchema.safeParse(last && isEnd(last) ? jsonOf(last.bytes) : undefined);
  const entries = lines - 2;
  const expected = `{"entries":${entries},"sha256":"${digest.digest('hex')}"}`;
  return { first, entries, hasEnd: end.success, isWhole: end.success && last?.bytes.toString() === expected };
}

function isEnd({ bytes, isEnded }: Line): boolean {
  return !isEnded || bytes.subarray(0, 11).toString() === '{"entries":';
}

async function* entryLines(path: string, signal: AbortSignal | undefined): AsyncGenerator<Line> {
  let isFirst = true;
  for await (const line of linesOf(path, signal)) {
    if (!isFirst) yield line;
    isFirst = false;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
