/** A constitutional hash that a text states. */
export interface StatedHash {
  /** As it is written, without quotes and the text's own punctuation. */
  value: string;
  /** From 1. */
  line: number;
}

/** After so many the text says nothing new. */
const MOST = 200;
/** In YAML, JSON, shell and Markdown: `constitutional_hash: "…"`, `CONSTITUTIONAL_HASH=…`, `**Constitutional Hash:** …`. */
const STATED =
  /constitutional[-_ ]?hash["'`*]*\s*[:=]+[*]*[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([^\s"'`,;*]+))/gi;
/** Anything else after those words is a sentence about it, or a placeholder. */
const HASH = /^\s*[0-9a-f]{6,128}\s*$/i;

/** Every constitutional hash that a text states, with its line. */
export function hashesInText(text: string): StatedHash[] {
  const found: StatedHash[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(STATED)) {
    const value = (match.slice(1).find((group) => group !== undefined) ?? '').replace(/[.)\]}]+$/, '');
    if (!HASH.test(value)) continue;
    line += text.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    found.push({ value, line });
    if (found.length === MOST) break;
  }
  return found;
}
