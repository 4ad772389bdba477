import { CST, Lexer } from 'yaml';

const DEEP = ' '.repeat(256);
const MOST_MENDED = 10_000;

/**
 * Indents lines within quotes and brackets that stand too far left. YAML forbids them and our library refuses them,
 * but Go's packages take them; spaces in front of such a line mean nothing.
 */
export function withIndentedLines(text: string): string {
  let mended = text;
  for (let count = 0; count < MOST_MENDED; count += 1) {
    const found = firstTooFarLeft(mended);
    if (found === null) return mended;
    const [start, end] = found;
    const inner = start === end ? DEEP : mended.slice(start, end).replace(/\n(?=[^\n])/g, `\n${DEEP}`);
    mended = mended.slice(0, start) + inner + mended.slice(end);
  }
  return mended;
}

/** The first text in quotes that the library ends too early, or the place of the first line within brackets. */
function firstTooFarLeft(text: string): [number, number] | null {
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === CST.FLOW_END) {
      // A document's mark ends the brackets for Go too.
      return /^(---|\.\.\.)(\s|$)/.test(text.slice(at, at + 4)) ? null : [at, at];
    }
    if (token === CST.DOCUMENT || token === CST.SCALAR) continue;
    const type = CST.tokenType(token);
    if (type === 'double-quoted-scalar' || type === 'single-quoted-scalar') {
      const end = endOfQuotes(token, 0) === token.length ? null : endOfQuotes(text, at);
      if (end !== null) return [at, end];
    }
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
