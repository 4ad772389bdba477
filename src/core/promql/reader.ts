import { PromqlError, type Span } from './errors.ts';
import { lex } from './lexer.ts';
import { describeToken, type Token, type TokenType } from './token.ts';

/** Reads tokens one by one and knows what to say when one does not fit. */
export interface Reader {
  readonly text: string;
  peek(): Token;
  next(): Token;
  /** The next token if it is of this type. */
  take(type: TokenType): Token | undefined;
  /** The next token, which has to be of this type. */
  expect(type: TokenType): Token;
  /**
   * Within `work`, what does not fit is "unexpected … in context, expected …". Prometheus' parser says what the
   * innermost of its rules says that has words for an error; so do nested calls of this.
   */
  within<T>(context: string, expected: string, work: () => T): T;
  /** Does something one level deeper: deeper than any expression anybody writes is refused. */
  deeper<T>(work: () => T): T;
  /** Refuses when so many levels more would be too deep. */
  checkDepth(more: number): void;
  /** Where the last token that was taken ended. */
  readonly end: number;
  /**
   * The end of the first closing parenthesis that nothing has claimed. Prometheus takes it for the end of a call,
   * an aggregation or a parenthesis, also where it belongs to `on (…)` or `@ end()`, which claim none; positions of
   * complaints depend on it.
   */
  claimParenthesis(): number;
  /** Passes one over, unless it is the only one. */
  skipParenthesis(): void;
  /** Refuses the next token. */
  unexpected(): never;
  fail(sentence: string, span: Span): never;
  unsupported(sentence: string, span: Span): never;
}

/** Every level costs a few frames of the stack in parsing, checking, evaluating and printing. */
const DEEPEST = 500;

export function readerOf(text: string): Reader {
  const lexer = lex(text);
  const contexts: string[] = [];
  const closings: number[] = [];
  let ahead: Token | undefined;
  let end = 0;
  let depth = 0;

  const reader: Reader = {
    text,
    peek() {
      if (ahead === undefined) {
        ahead = lexer.next();
        if (ahead.type === ')') closings.push(ahead.end);
      }
      return ahead;
    },
    next() {
      const token = reader.peek();
      ahead = undefined;
      end = token.end;
      return token;
    },
    deeper(work) {
      depth += 1;
      reader.checkDepth(0);
      const result = work();
      depth -= 1;
      return result;
    },
    checkDepth(more) {
      if (depth + more <= DEEPEST) return;
      reader.unsupported(`more than ${DEEPEST} levels of nesting are not supported`, reader.peek());
    },
    get end() {
      return end;
    },
    claimParenthesis: () => closings.shift() ?? end,
    skipParenthesis() {
      if (closings.length > 1) closings.shift();
    },
    take: (type) => (reader.peek().type === type ? reader.next() : undefined),
    expect: (type) => reader.take(type) ?? reader.unexpected(),
    within(context, expected, work) {
      contexts.push(` in ${context}${expected === '' ? '' : `, expected ${expected}`}`);
      const result = work();
      contexts.pop();
      return result;
    },
    unexpected() {
      const token = reader.peek();
      return reader.fail(`unexpected ${describeToken(token)}${contexts.at(-1) ?? ''}`, token);
    },
    fail(sentence, span) {
      throw new PromqlError('parse', sentence, { text, span });
    },
    unsupported(sentence, span) {
      throw new PromqlError('unsupported', sentence, { text, span });
    },
  };
  return reader;
}
