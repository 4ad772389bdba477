import { quote } from '../../../promql/index.ts';

/** The kinds of token of Go's text/template, as far as the templates of rules need them. */
export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'keyword';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Index into the template's text, in UTF-16 units. */
  at: number;
  /** From 1. */
  line: number;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);
const SPACES = /^[ \t\r\n]/;
const ALPHANUMERIC = /^[\p{L}\p{Nd}_]$/u;
const LEFT = '{{';
const RIGHT = '}}';

/** How Go names a token in its messages. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'error') return text;
  if (kind === 'keyword' || kind === 'nil' || kind === 'dot') return `<${text}>`;
  const characters = [...text];
  if (Buffer.byteLength(text) > 10) return `${quote(characters.slice(0, 10).join(''))}...`;
  return quote(text);
}

/** Divides a template into tokens. The last one is `eof`, or `error` with what is wrong. */
export function tokensOf(input: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let start = 0;
  let line = 1;
  let startLine = 1;
  let depth = 0;

  const rest = () => input.slice(position);
  const peek = (): string | undefined => {
    const code = input.codePointAt(position);
    return code === undefined ? undefined : String.fromCodePoint(code);
  };
  const next = (): string | undefined => {
    const character = peek();
    if (character === undefined) return undefined;
    position += character.length;
    if (character === '\n') line += 1;
    return character;
  };
  const emit = (kind: TokenKind) => {
    tokens.push({ kind, text: input.slice(start, position), at: start, line: startLine });
    start = position;
    startLine = line;
  };
  /** Skips to `to` and counts its lines. */
  const skipTo = (to: number) => {
    line += countLines(input.slice(position, to));
    position = to;
  };
  const ignore = () => {
    start = position;
    startLine = line;
  };
  const fail = (text: string) => {
    tokens.push({ kind: 'error', text, at: start, line: startLine });
  };
  const isTrimMarkAt = (at: number) =>
    SPACES.test(input.slice(at)) && input[at + 1] === '-' && input.startsWith(RIGHT, at + 2);
  const isAlphanumeric = (character: string | undefined) =>
    character !== undefined && ALPHANUMERIC.test(character);
  /** Whether what follows may stand after a word. */
  const atTerminator = () => {
    const character = peek();
    return character === undefined || ' \t\r\n.,|:)('.includes(character) || rest().startsWith(RIGHT);
  };
  const acceptRun = (pattern: RegExp) => {
    while (pattern.test(peek() ?? '')) next();
  };

  /** @returns the word's end was good */
  const endOfWord = (): boolean => {
    while (isAlphanumeric(peek())) next();
    if (atTerminator()) return true;
    fail(`bad character ${unicodeName(peek())}`);
    return false;
  };

  /** @returns it goes on with text */
  const leftDelimiter = (): 'text' | 'action' | 'stop' => {
    position += LEFT.length;
    const trims = input[position] === '-' && SPACES.test(input.slice(position + 1));
    const afterMark = trims ? 2 : 0;
    if (input.startsWith('/*', position + afterMark)) {
      position += afterMark;
      ignore();
      const end = input.indexOf('*/', position + 2);
      if (end < 0) {
        fail('unclosed comment');
        return 'stop';
      }
      skipTo(end + 2);
      if (isTrimMarkAt(position)) {
        skipTo(position + 4);
        skipTo(input.length - rest().trimStart().length);
      } else if (rest().startsWith(RIGHT)) {
        position += RIGHT.length;
      } else {
        fail('comment ends before closing delimiter');
        return 'stop';
      }
      ignore();
      return 'text';
    }
    emit('leftDelim');
    skipTo(position + afterMark);
    ignore();
    depth = 0;
    return 'action';
  };

  const rightDelimiter = () => {
    const trims = isTrimMarkAt(position);
    if (trims) {
      skipTo(position + 2);
      ignore();
    }
    position += RIGHT.length;
    emit('rightDelim');
    if (!trims) return;
    skipTo(input.length - trimmedStart(rest()).length);
    ignore();
  };

  /** A quoted constant; the opening quote is past. */
  const quotedConstant = (quote: string, kind: TokenKind, problem: string): boolean => {
    for (;;) {
      const character = next();
      if (character === quote) break;
      const escaped = character === '\\' ? next() : character;
      if (escaped === undefined || escaped === '\n') {
        fail(problem);
        return false;
      }
    }
    emit(kind);
    return true;
  };

  const scanNumber = (): boolean => {
    if ('+-'.includes(peek() ?? ' ')) next();
    let digits = /^[0-9_]$/;
    if (peek() === '0') {
      next();
      const base = peek()?.toLowerCase();
      const found =
        base === 'x' ? /^[0-9a-fA-F_]$/ : base === 'o' ? /^[0-7_]$/ : base === 'b' ? /^[01_]$/ : null;
      if (found !== null) {
        next();
        digits = found;
      }
    }
    acceptRun(digits);
    if (peek() === '.') {
      next();
      acceptRun(digits);
    }
    const exponent = digits.source.includes('a-f') ? /^[pP]$/ : /^[eE]$/;
    if (digits.source.startsWith('^[0-9') && exponent.test(peek() ?? '')) {
      next();
      if ('+-'.includes(peek() ?? ' ')) next();
      acceptRun(/^[0-9_]$/);
    }
    if (peek() === 'i') next();
    if (!isAlphanumeric(peek())) return true;
    next();
    return false;
  };

  const number = (): boolean => {
    let good = scanNumber();
    // A second number right behind makes a complex one, and that ends with an i.
    if (good && '+-'.includes(peek() ?? ' ')) good = scanNumber() && input[position - 1] === 'i';
    if (good) emit('number');
    else fail(`bad number syntax: ${quote(input.slice(start, position))}`);
    return good;
  };

  /** @returns the next state */
  const insideAction = (): 'text' | 'action' | 'stop' => {
    if (rest().startsWith(RIGHT) || isTrimMarkAt(position)) {
      if (depth > 0) {
        fail('unclosed left paren');
        return 'stop';
      }
      rightDelimiter();
      return 'text';
    }
    const character = next();
    if (character === undefined) {
      fail('unclosed action');
      return 'stop';
    }
    const going = (good: boolean) => (good ? 'action' : 'stop');
    if (SPACES.test(character)) {
      while (SPACES.test(peek() ?? '') && !isTrimMarkAt(position)) next();
      emit('space');
      return 'action';
    }
    switch (character) {
      case '=':
        emit('assign');
        return 'action';
      case ':':
        if (next() !== '=') {
          fail('expected :=');
          return 'stop';
        }
        emit('declare');
        return 'action';
      case '|':
        emit('pipe');
        return 'action';
      case '"':
        return going(quotedConstant('"', 'string', 'unterminated quoted string'));
      case "'":
        return going(quotedConstant("'", 'charConstant', 'unterminated character constant'));
      case '`': {
        const end = input.indexOf('`', position);
        if (end < 0) {
          fail('unterminated raw quoted string');
          return 'stop';
        }
        skipTo(end + 1);
        emit('rawString');
        return 'action';
      }
      case '(':
        depth += 1;
        emit('leftParen');
        return 'action';
      case ')':
        depth -= 1;
        if (depth < 0) {
          fail('unexpected right paren');
          return 'stop';
        }
        emit('rightParen');
        return 'action';
      case '$':
      case '.': {
        // A point at the very end of the template is taken for a number.
        if (character === '.' && /^[0-9]?$/.test(peek() ?? '')) break;
        if (atTerminator()) {
          emit(character === '.' ? 'dot' : 'variable');
          return 'action';
        }
        if (!endOfWord()) return 'stop';
        emit(character === '.' ? 'field' : 'variable');
        return 'action';
      }
    }
    if (/^[+\-0-9.]$/.test(character)) {
      position -= character.length;
      return going(number());
    }
    if (isAlphanumeric(character)) {
      if (!endOfWord()) return 'stop';
      const word = input.slice(start, position);
      emit(KEYWORDS.has(word) ? 'keyword' : (CONSTANTS[word] ?? 'identifier'));
      return 'action';
    }
    if (/^[\x20-\x7e]$/.test(character)) {
      emit('char');
      return 'action';
    }
    fail(`unrecognized character in action: ${unicodeName(character)}`);
    return 'stop';
  };

  const text = (): 'action' | 'stop' | 'text' => {
    const found = input.indexOf(LEFT, position);
    if (found < 0) {
      skipTo(input.length);
      if (position > start) emit('text');
      emit('eof');
      return 'stop';
    }
    const trims = input[found + 2] === '-' && SPACES.test(input.slice(found + 3));
    const plain = input.slice(start, found);
    const kept = trims ? plain.replace(/[ \t\r\n]+$/, '') : plain;
    skipTo(start + kept.length);
    if (position > start) emit('text');
    skipTo(found);
    ignore();
    return leftDelimiter();
  };

  for (let state: 'text' | 'action' | 'stop' = 'text'; state !== 'stop'; ) {
    state = state === 'text' ? text() : insideAction();
  }
  return tokens;
}

const CONSTANTS: Readonly<Record<string, TokenKind>> = { nil: 'nil', true: 'bool', false: 'bool' };

function trimmedStart(text: string): string {
  return text.replace(/^[ \t\r\n]+/, '');
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** As Go's `%#U`: `U+0029 ')'`. */
function unicodeName(character: string | undefined): string {
  if (character === undefined) return 'U+FFFFFFFFFFFFFFFF';
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? `U+${code} '${character}'` : `U+${code}`;
}
