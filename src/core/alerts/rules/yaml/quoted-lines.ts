import { CST, Lexer } from 'yaml';

const DEEP = ' '.repeat(256);
const MOST_MENDED = 10_000;

/**
 * Indents the lines within quotes that stand too far left. YAML forbids them and our library refuses them, but Go's
 * packages take them; spaces in front of such a line are no part of its text.
 */
export function withIndentedQuotes(text: string): string {
  let mended = text;
  for (let count = 0; count < MOST_MENDED; count += 1) {
    const start = cutShort(mended);
    const end = start === null ? null : endOfQuotes(mended, start);
    if (start === null || end === null) return mended;
    const inner = mended.slice(start, end).replace(/\n(?=[^\n])/g, `\n${DEEP}`);
    mended = mended.slice(0, start) + inner + mended.slice(end);
  }
  return mended;
}

/** Where the first text in quotes begins that the library ends too early; null when there is none. */
function cutShort(text: string): number | null {
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR) continue;
    const type = CST.tokenType(token);
    const isQuoted = type === 'double-quoted-scalar' || type === 'single-quoted-scalar';
    if (isQuoted && endOfQuotes(token, 0) !== token.length) return at;
    at += token.length;
  }
  return null;
}

/** Just behind the closing quote; null when there is none. */
function endOfQuotes(text: string, start: number): number | null {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return null;
}
