/** What a statement's text is shown as: long ones are cut where a line ends. */
const MOST_SHOWN = 300;

/**
 * A statement without the values it was sent with: constants become `?`, comments go, white space is one
 * blank. Names stay, since they are what an operator looks for. A text that PostgreSQL cut in the middle of
 * a constant loses the rest of it.
 */
export function withoutLiterals(sql: string): string {
  let shown = '';
  let at = 0;
  while (at < sql.length) {
    const rest = sql.slice(at);
    const [taken, told] = tokenAt(rest, shown);
    shown += told;
    at += taken;
  }
  const line = shown
    .replace(/\s+/g, ' ')
    .trim()
    // A list of constants says no more than one.
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …');
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN - 1)}…` : line;
}

/** How many characters of `rest` the next token takes, and what is shown of it. */
function tokenAt(rest: string, before: string): [number, string] {
  if (rest.startsWith('--')) return [lengthOf(/^--[^\n]*/, rest), ' '];
  if (rest.startsWith('/*')) return [endOfComment(rest), ' '];
  if (rest.startsWith('"')) {
    const name = /^"(?:[^"]|"")*("|$)/.exec(rest)?.[0] ?? rest;
    return [name.length, name];
  }
  const escaped = /^[eE]'(?:[^'\\]|\\[\s\S]|'')*('|$|\\$)/.exec(rest);
  if (escaped && !endsInName(before)) return [escaped[0].length, '?'];
  const prefixed = /^(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*('|$)/.exec(rest);
  if (prefixed && (rest.startsWith("'") || !endsInName(before))) return [prefixed[0].length, '?'];
  const dollar = /^\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(rest);
  if (dollar && !endsInName(before)) {
    const end = rest.indexOf(dollar[0], dollar[0].length);
    return [end < 0 ? rest.length : end + dollar[0].length, '?'];
  }
  const parameter = /^\$\d+/.exec(rest);
  if (parameter) return [parameter[0].length, parameter[0]];
  const word = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/.exec(rest);
  if (word) return [word[0].length, word[0]];
  const number = /^(?:0[xXoObB][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/.exec(rest);
  if (number) return [number[0].length, '?'];
  return [1, rest[0] ?? ''];
}

/** `name'…'` is no prefixed constant: the letter belongs to the word before it. */
function endsInName(before: string): boolean {
  return /[\w$\u0080-\uffff]$/.test(before);
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? text.length;
}

/** Comments nest in PostgreSQL. */
function endOfComment(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (two === '/*') depth += 1;
    else if (two === '*/') depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
