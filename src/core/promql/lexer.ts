import { PromqlError } from './errors.ts';
import { scanDuration, scanNumber } from './lex-number.ts';
import { scanQuoted, scanRaw } from './lex-string.ts';
import { quote } from './text.ts';
import { type Token, type TokenType, wordType } from './token.ts';

/**
 * Gives one token after another, by the rules of Prometheus' lexer: what a character means depends on whether a
 * brace or a bracket is open.
 */
export interface Lexer {
  next(): Token;
}

const SPACE = new Set([' ', '\t', '\n', '\r']);
const SIMPLE = new Set([',', '*', '/', '%', '+', '-', '^', '@']);
const isDigit = (character: string) => character >= '0' && character <= '9' && character.length === 1;
const isAlpha = (character: string) => /^[a-zA-Z_]$/.test(character);

export function lex(text: string): Lexer {
  let at = 0;
  let parenDepth = 0;
  let braceOpen = false;
  let bracketOpen = false;
  let gotColon = false;
  let gotDuration = false;
  /** Directly behind `[`: durations and what calculates with them. */
  let durationExpected = false;

  const peek = () => characterAt(text, at);
  const fail = (sentence: string, start: number): never => {
    throw new PromqlError('parse', sentence, { text, span: { start, end: text.length } });
  };
  const token = (type: TokenType, start: number): Token => ({
    type,
    start,
    end: at,
    text: text.slice(start, at),
  });

  function skipBlanks(): void {
    for (;;) {
      if (SPACE.has(peek())) at += 1;
      else if (peek() === '#' && !durationExpected) skipComment();
      else return;
    }
  }

  function skipComment(): void {
    while (at < text.length && !/[\r\n]/.test(peek())) at += 1;
  }

  function next(): Token {
    skipBlanks();
    if (durationExpected) return nextOfDuration();
    return braceOpen ? nextInBraces() : nextOfStatement();
  }

  function nextOfStatement(): Token {
    const start = at;
    const character = peek();
    at += character.length;
    if (character === '') {
      if (parenDepth !== 0) fail('unclosed left parenthesis', start);
      if (bracketOpen) fail('unclosed left bracket', start);
      return token('end of input', start);
    }
    if (SIMPLE.has(character)) return token(character as TokenType, start);
    if (character === '=' || character === '!' || character === '<' || character === '>') {
      return comparison(character, start);
    }
    if (isDigit(character) || (character === '.' && isDigit(peek()))) return numberOrDuration(start);
    if (character === '"' || character === "'" || character === '`') return string(character, start);
    if (isAlpha(character) || character === ':') {
      if (!bracketOpen) return word(start);
      if (gotColon) fail(`unexpected colon ${quote(character, "'")}`, start);
      // Prometheus takes any letter for the colon here.
      gotColon = true;
      return token(':', start);
    }
    return bracketOrBrace(character, start);
  }

  function bracketOrBrace(character: string, start: number): Token {
    switch (character) {
      case '(':
        parenDepth += 1;
        break;
      case ')':
        parenDepth -= 1;
        if (parenDepth < 0) fail("unexpected right parenthesis ')'", at);
        break;
      case '{':
        braceOpen = true;
        break;
      case '[':
        if (bracketOpen) fail("unexpected left bracket '['", start);
        bracketOpen = true;
        gotColon = false;
        durationExpected = true;
        break;
      case ']':
        if (!bracketOpen) fail("unexpected right bracket ']'", start);
        bracketOpen = false;
        break;
      default:
        fail(`unexpected character: ${quote(character, "'")}`, start);
    }
    return token(character as TokenType, start);
  }

  function comparison(character: string, start: number): Token {
    const following = peek();
    if (following === '=') {
      at += 1;
      return token(`${character}=` as TokenType, start);
    }
    if (character === '=' && following === '~') fail("unexpected character after '=': '~'", start);
    if (character === '!') fail(`unexpected character after '!': ${shownCharacter(following)}`, start);
    return token(character as TokenType, start);
  }

  function nextInBraces(): Token {
    const start = at;
    const character = peek();
    at += character.length;
    if (character === '') return fail('unexpected end of input inside braces', start);
    if (isAlpha(character)) {
      while (isAlpha(peek()) || isDigit(peek())) at += 1;
      return token('identifier', start);
    }
    if (character === ',') return token(',', start);
    if (character === '"' || character === "'" || character === '`') return string(character, start);
    if (character === '=') {
      if (peek() === '~') at += 1;
      return token(at - start === 2 ? '=~' : '=', start);
    }
    if (character === '!') {
      const following = peek();
      if (following !== '~' && following !== '=') {
        fail(`unexpected character after '!' inside braces: ${shownCharacter(following)}`, start);
      }
      at += 1;
      return token(following === '~' ? '!~' : '!=', start);
    }
    if (character === '{') fail("unexpected left brace '{'", start);
    if (character !== '}') fail(`unexpected character inside braces: ${quote(character, "'")}`, start);
    braceOpen = false;
    return token('}', start);
  }

  function nextOfDuration(): Token {
    const start = at;
    const character = peek();
    at += character.length;
    if (character === '') return fail('unexpected end of input in duration expression', start);
    if (isDigit(character) || (character === '.' && isDigit(peek()))) {
      gotDuration = true;
      durationExpected = false;
      return numberOrDuration(start);
    }
    if (character === ']') {
      bracketOpen = false;
      durationExpected = false;
      return token(']', start);
    }
    if (character === ':') {
      if (!gotDuration) fail('unexpected colon before duration in duration expression', at);
      if (gotColon) fail('unexpected repeated colon in duration expression', at);
      gotColon = true;
      return token(':', start);
    }
    if (character === '(') parenDepth += 1;
    else if (character === ')') {
      parenDepth -= 1;
      if (parenDepth < 0) fail("unexpected right parenthesis ')'", at);
    } else if (!'+-*/%^'.includes(character)) {
      fail(`unexpected character in duration expression: ${quote(character, "'")}`, start);
    }
    return token(character as TokenType, start);
  }

  function numberOrDuration(start: number): Token {
    const number = scanNumber(text, start);
    if (number.valid) {
      at = number.end;
      return token('number', start);
    }
    const duration = scanDuration(text, number.end);
    if (!duration.valid)
      fail(`bad number or duration syntax: ${quote(text.slice(start, duration.end))}`, start);
    at = duration.end;
    return token('duration', start);
  }

  function string(mark: string, start: number): Token {
    const scanned = mark === '`' ? scanRaw(text, at) : scanQuoted(text, at, mark);
    if ('mistake' in scanned) return fail(scanned.mistake, start);
    at = scanned.end;
    return token('string', start);
  }

  function word(start: number): Token {
    while (isAlpha(peek()) || isDigit(peek()) || peek() === ':') at += 1;
    const spelled = text.slice(start, at);
    return token(wordType(spelled) ?? (spelled.includes(':') ? 'metric identifier' : 'identifier'), start);
  }

  return { next };
}

/** The whole character at an offset, also an astral one; empty behind the end. */
function characterAt(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  return point === undefined ? '' : String.fromCodePoint(point);
}

/** Go shows the end of its input, a rune of -1, as the replacement character. */
const shownCharacter = (character: string) => (character === '' ? "'\ufffd'" : quote(character, "'"));
