import { type Document, isAlias, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { keyName, placeOf, type YamlPlace } from './yaml-place.ts';

/** Deeper than anybody nests what is written by hand, and what the journal takes. */
const MAX_DEPTH = 48;

/** Why a file is not read, and where. */
export interface YamlRefusal extends YamlPlace {
  rule: 'too-large' | 'not-text' | 'not-yaml' | 'alias' | 'schema';
  message: string;
}

/** What somebody wrote, as plain values. */
export interface WrittenYaml {
  written: unknown;
  placeOf(path: readonly PropertyKey[]): YamlPlace;
}

/**
 * Reads what a person wrote as YAML, which may be anything. Nothing in it is run or followed: no tag, no alias, no
 * merge.
 *
 * @param of `noun`: what the file should be; `begins`: a key that such a file has
 */
export function readYamlFile(
  bytes: Uint8Array,
  of: { noun: string; begins: string; mostBytes: number; mostRefusals: number },
): WrittenYaml | { refusals: YamlRefusal[] } {
  try {
    return read(bytes, of);
  } catch (error) {
    // The stack is at its end.
    if (!(error instanceof RangeError)) throw error;
    return { refusals: [{ line: 1, column: 1, rule: 'not-yaml', message: 'It is nested too deeply' }] };
  }
}

function read(
  bytes: Uint8Array,
  { noun, begins, mostBytes, mostRefusals }: Parameters<typeof readYamlFile>[1],
): WrittenYaml | { refusals: YamlRefusal[] } {
  const refused = (
    rule: YamlRefusal['rule'],
    message: string,
    place: YamlPlace = { line: 1, column: 1 },
  ) => ({ refusals: [{ ...place, rule, message }] });
  if (bytes.length > mostBytes) {
    return refused('too-large', `The file has ${bytes.length} bytes, more than ${mostBytes}`);
  }
  const text = textOf(bytes);
  if (text === undefined) return refused('not-text', 'The file is no text in UTF-8');
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    return {
      refusals: wrong.slice(0, mostRefusals).map(({ code, message, pos }) => ({
        ...at(pos[0]),
        rule: 'not-yaml' as const,
        message: sentenceOf(code, message, noun),
      })),
    };
  }
  if (document.contents === null) return refused('not-yaml', 'The file is empty');
  if (!isMap(document.contents))
    return refused('not-yaml', `Not a ${noun}: it must be a block of keys such as "${begins}: …"`);
  const alias = firstAlias(document);
  if (alias !== undefined) {
    return refused('alias', 'Anchors and aliases are not taken: write out what is meant', at(alias));
  }
  const written: unknown = document.toJS();
  const strange = firstStrange(written, []);
  if (strange !== undefined) {
    return refused('schema', strange.message, placeOf(document, lines, strange.path));
  }
  return { written, placeOf: (path) => placeOf(document, lines, path) };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /(?![\t\n\r\u0085])[\p{Cc}\ufffe\uffff]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function sentenceOf(code: string, message: string, noun: string): string {
  if (code === 'DUPLICATE_KEY') return 'The key is written twice';
  if (code === 'MULTIPLE_DOCS') return `A second document begins; a ${noun} is one`;
  if (code === 'TAG_RESOLVE_FAILED') return 'Tags are not taken: write the value plainly';
  if (code === 'RESOURCE_EXHAUSTION') return 'It is nested too deeply';
  return `Not YAML: ${message.split('\n', 1)[0]}`;
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, (_, node) => {
    if (!isNode(node) || !(isAlias(node) || ('anchor' in node && node.anchor))) return undefined;
    found = node.range?.[0] ?? 0;
    return visit.BREAK;
  });
  return found;
}

/** What JSON cannot say, or what is nested deeper than a record takes. */
function firstStrange(
  value: unknown,
  path: readonly PropertyKey[],
): { path: readonly PropertyKey[]; message: string } | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path, message: `${keyName(path)}: must be a number that can be written down` };
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    return { path, message: `${keyName(path)}: holds half of a character` };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length > MAX_DEPTH) return { path, message: 'It is nested too deeply' };
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__')
      return { path: [...path, key], message: `${keyName([...path, key])}: is no name` };
    const strange = firstStrange(member, [...path, key]);
    if (strange !== undefined) return strange;
  }
  return undefined;
}
