import { isAlias, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { type Mistake, mistakesOf } from '../../connect/profile/mistakes.ts';
import { keyName, placeOf, type YamlPlace } from '../../connect/yaml-place.ts';
import { type Finding, MOST_FINDINGS } from '../lint/finding.ts';
import { runbookJsonSchema } from './json-schema.ts';
import { type RunbookFile, runbookSchema } from './schema.ts';

/** Ten thousand steps are one; whatever is larger is some other file. */
export const MAX_RUNBOOK_BYTES = 4_194_304;
/** Deeper than anybody nests steps, and what the journal takes. */
const MAX_DEPTH = 48;

/** A runbook's file that says what a runbook says; whether it makes sense is for lint. */
export interface ReadRunbook {
  runbook: RunbookFile;
  placeOf(path: readonly PropertyKey[]): YamlPlace;
}

/**
 * Reads a runbook from what is in its file, which may be anything. Nothing in it is run or followed: no tag, no
 * alias, no merge.
 */
export function readRunbook(bytes: Uint8Array): ReadRunbook | { findings: Finding[] } {
  try {
    return read(bytes);
  } catch (error) {
    // The stack is at its end.
    if (!(error instanceof RangeError)) throw error;
    return { findings: [{ line: 1, column: 1, rule: 'not-yaml', message: 'It is nested too deeply' }] };
  }
}

function read(bytes: Uint8Array): ReadRunbook | { findings: Finding[] } {
  const refused = (rule: Finding['rule'], message: string, place: YamlPlace = { line: 1, column: 1 }) => ({
    findings: [{ ...place, rule, message }],
  });
  if (bytes.length > MAX_RUNBOOK_BYTES) {
    return refused('too-large', `The file has ${bytes.length} bytes, more than ${MAX_RUNBOOK_BYTES}`);
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
      findings: wrong.slice(0, MOST_FINDINGS).map(({ code, message, pos }) => ({
        ...at(pos[0]),
        rule: 'not-yaml' as const,
        message: sentenceOf(code, message),
      })),
    };
  }
  if (document.contents === null) return refused('not-yaml', 'The file is empty');
  if (!isMap(document.contents))
    return refused('not-yaml', 'Not a runbook: it must be a block of keys such as "id: …"');
  const alias = firstAlias(document);
  if (alias !== undefined) {
    return refused('alias', 'Anchors and aliases are not taken: write out what is meant', at(alias));
  }
  const written: unknown = document.toJS();
  const strange = firstStrange(written, []);
  if (strange !== undefined) {
    return refused('schema', strange.message, placeOf(document, lines, strange.path));
  }
  const result = runbookSchema.safeParse(written);
  if (!result.success) {
    const mistakes = mistakesOf(result.error, written, {
      schema: runbookJsonSchema,
      noForm: 'must be a text, a number, or true or false',
    });
    const findings = mistakes
      .filter((it) => !isMisspelt(it, mistakes))
      .map(({ path, text: said, hint }) => ({
        ...placeOf(document, lines, path),
        rule: 'schema' as const,
        message: `${keyName(path) || 'The runbook'}: ${said}${hint === undefined ? '' : `. ${hint.replace(/\.$/, '')}`}`,
      }));
    return { findings: inOrder(findings).slice(0, MOST_FINDINGS) };
  }
  return { runbook: result.data, placeOf: (path) => placeOf(document, lines, path) };
}

/** By their places. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What is missing is there, under a name that is told already. */
function isMisspelt({ path, text }: Mistake, mistakes: readonly Mistake[]): boolean {
  const key = String(path.at(-1));
  const block = path.slice(0, -1).join('.');
  return (
    text.startsWith('is missing') &&
    mistakes.some(
      (it) => it.text === `unknown key; did you mean ${key}?` && it.path.slice(0, -1).join('.') === block,
    )
  );
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /(?![\t\n\r\u0085])[\p{Cc}\ufffe\uffff]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function sentenceOf(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'The key is written twice';
  if (code === 'MULTIPLE_DOCS') return 'A second document begins; a runbook is one';
  if (code === 'TAG_RESOLVE_FAILED') return 'Tags are not taken: write the value plainly';
  if (code === 'RESOURCE_EXHAUSTION') return 'It is nested too deeply';
  return `Not YAML: ${message.split('\n', 1)[0]}`;
}

function firstAlias(document: Parameters<typeof visit>[0]): number | undefined {
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
