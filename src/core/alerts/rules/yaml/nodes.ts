import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { withIndentedLines } from './lax-lines.ts';

/** Line and column from 1, as Go's YAML packages count. */
export interface YamlPlace {
  line: number;
  column: number;
}

export type YamlTag =
  | '!!null'
  | '!!bool'
  | '!!str'
  | '!!int'
  | '!!float'
  | '!!timestamp'
  | '!!seq'
  | '!!map'
  | '!!merge';

export type YamlNode = YamlPlace & { tag: YamlTag } & (
    | { kind: 'scalar'; text: string }
    | { kind: 'list'; items: readonly YamlNode[] }
    | { kind: 'map'; entries: readonly { key: YamlNode; value: YamlNode }[] }
  ) & { alias?: YamlPlace };

/** Which of Go's two YAML packages reads it: promtool takes v3 for rules and v2 for unit tests. */
export type YamlVersion = 'v2' | 'v3';

/** What is no YAML, in the words of Go's package as far as they are known. */
export class YamlSyntaxError extends Error {}

const FORBIDDEN = /(?![\t\n\r\u0085])[\p{Cc}\ufffe\uffff]/u;
const MOST_NODES = 1_000_000;

/**
 * The first document of a YAML text; null when there is none. What follows it is not looked at, as in Go.
 *
 * @throws YamlSyntaxError
 */
export function readYaml(bytes: Uint8Array, version: YamlVersion): YamlNode | null {
  const written = decoded(bytes);
  if (FORBIDDEN.test(written)) throw new YamlSyntaxError('yaml: control characters are not allowed');
  const { text, document, counter } = firstDocument(written);
  if (document === undefined || document.contents === null) return null;
  const placeOf = (offset: number): YamlPlace => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = placeOf(error.pos[0]);
    throw new YamlSyntaxError(`yaml: line ${line}: ${error.message}`);
  }
  let count = 0;
  const anchors = new Map<string, Node>();
  const following = new Set<string>();

  const convert = (node: unknown, fallback: number): YamlNode => {
    count += 1;
    if (count > MOST_NODES) throw new YamlSyntaxError('yaml: document contains excessive aliasing');
    const start = hasRange(node) ? (node.range[0] ?? fallback) : fallback;
    // Go puts what is not written right behind the colon.
    const place = placeOf(isUnwritten(node) ? text.indexOf(':', fallback) + 1 : start);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) throw new YamlSyntaxError(`yaml: unknown anchor '${node.source}' referenced`);
      if (following.has(node.source)) {
        throw new YamlSyntaxError(`yaml: anchor '${node.source}' value contains itself`);
      }
      following.add(node.source);
      const converted = convert(target, start);
      following.delete(node.source);
      return { ...converted, alias: place };
    }
    const anchor = anchorOf(node);
    if (anchor !== undefined && isNode(node)) {
      anchors.set(anchor, node);
      following.add(anchor);
    }
    const converted = withContent(node, place, start);
    if (anchor !== undefined) following.delete(anchor);
    return converted;
  };

  const withContent = (node: unknown, place: YamlPlace, start: number): YamlNode => {
    if (isMap(node)) {
      for (const { key } of node.items) refuseKey(key, node.flow === true, place.line);
      if (node.flow === true) for (const { value } of node.items) refuseColon(value, place.line);
      const entries = node.items.map(({ key, value }) => ({
        key: convert(key, start),
        value: convert(value, endOf(key, start)),
      }));
      return { kind: 'map', tag: '!!map', entries, ...place };
    }
    if (isSeq(node)) {
      if (node.flow === true) for (const item of node.items) refuseColon(item, place.line);
      return { kind: 'list', tag: '!!seq', items: node.items.map((it) => convert(it, start)), ...place };
    }
    if (!isScalar(node)) return { kind: 'scalar', tag: '!!null', text: '', ...place };
    return { kind: 'scalar', ...resolved(node, version), ...place };
  };

  return convert(document.contents, 0);
}

function firstDocument(written: string): {
  text: string;
  document: Document.Parsed | undefined;
  counter: LineCounter;
} {
  // A carriage return alone ends a line too.
  const text = written.replace(/\r(?!\n)/g, '\n');
  const first = parsed(text);
  const code = first.document?.errors[0]?.code;
  if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return { text, ...first };
  const mended = withIndentedLines(text);
  return { text: mended, ...parsed(mended) };
}

function parsed(text: string): { document: Document.Parsed | undefined; counter: LineCounter } {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: counter,
    // Texts as they are written: Go decides what they are by its own table.
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    keepSourceTokens: false,
  });
  return { document: Array.isArray(documents) ? documents[0] : undefined, counter };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new YamlSyntaxError('yaml: invalid leading UTF-8 octet');
  }
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function endOf(node: unknown, otherwise: number): number {
  return hasRange(node) ? (node.range[1] ?? otherwise) : otherwise;
}

function isUnwritten(node: unknown): boolean {
  return isScalar(node) && node.source === '' && node.type === 'PLAIN' && node.anchor === undefined;
}

/** What our library takes for a key and Go does not. */
function refuseKey(key: unknown, inFlow: boolean, line: number): void {
  if (isUnwritten(key)) throw new YamlSyntaxError(`yaml: line ${line}: did not find expected key`);
  if (inFlow) refuseColon(key, line);
}

/** Within brackets nothing unquoted may begin with a colon. */
function refuseColon(node: unknown, line: number): void {
  if (isScalar(node) && node.type === 'PLAIN' && node.source?.startsWith(':') === true) {
    throw new YamlSyntaxError(`yaml: line ${line}: did not find expected node content`);
  }
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node);
}

function anchorOf(node: unknown): string | undefined {
  return isNode(node) ? node.anchor : undefined;
}

function resolved(node: Scalar, version: YamlVersion): { tag: YamlTag; text: string } {
  const isPlain = node.type === 'PLAIN' || node.type === undefined;
  const text = typeof node.value === 'string' ? node.value : isPlain ? (node.source ?? '') : '';
  const given = node.tag === undefined ? undefined : shortTag(node.tag);
  if (given === '!!str' || (given === undefined && !isPlain)) return { tag: '!!str', text };
  if (given === undefined || given === '!')
    return { tag: given === '!' ? '!!str' : tagOf(text, version), text };
  const found = tagOf(text, version);
  if (found === given) return { tag: found, text };
  if (given === '!!float' && found === '!!int') return { tag: '!!float', text };
  if (['!!int', '!!float', '!!bool', '!!null', '!!timestamp'].includes(given)) {
    throw new YamlSyntaxError(`yaml: cannot decode ${found} \`${text}\` as a ${given}`);
  }
  // A tag of one's own says nothing to Go.
  return { tag: '!!str', text };
}

function shortTag(tag: string): string {
  return tag.startsWith('tag:yaml.org,2002:') ? `!!${tag.slice(18)}` : tag;
}

const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];
/** Only v2 still takes these for booleans. */
const OLD_TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'];
const OLD_FALSE = ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'];
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$/;

/** What Go takes an unquoted text for. */
function tagOf(text: string, version: YamlVersion): YamlTag {
  if (text === '' || text === '~' || /^(null|Null|NULL)$/.test(text)) return '!!null';
  if (text === '<<') return '!!merge';
  const isOld = version === 'v2';
  if (TRUE.includes(text) || FALSE.includes(text)) return '!!bool';
  if (isOld && (OLD_TRUE.includes(text) || OLD_FALSE.includes(text))) return '!!bool';
  if (/^[+-]?\.(inf|Inf|INF)$/.test(text) || /^\.(nan|NaN|NAN)$/.test(text)) return '!!float';
  if (TIMESTAMP.test(text)) return '!!timestamp';
  if (wholeNumber(text) !== null) return '!!int';
  if (/^[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text.replaceAll('_', '')))
    return '!!float';
  return '!!str';
}

/** A whole number in any of Go's notations; null for what is none. */
export function wholeNumber(text: string): number | null {
  const [, sign, body] =
    /^([+-]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/.exec(
      text.replaceAll('_', ''),
    ) ?? [];
  if (body === undefined || !/^[+-]?[0-9]/.test(text)) return null;
  const size = /^0[0-7]+$/.test(body) ? Number.parseInt(body, 8) : Number(body.toLowerCase());
  return sign === '-' ? -size : size;
}

/** The truth of a `!!bool`. */
export function truthOf(text: string): boolean {
  return TRUE.includes(text) || OLD_TRUE.includes(text);
}

/** The number of an `!!int` or a `!!float`. */
export function numberOf(text: string): number {
  if (/^\.nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?\.inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return wholeNumber(text) ?? Number(text.replaceAll('_', ''));
}
