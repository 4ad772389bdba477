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
  /** Refuses the next token. */
  unexpected(): never;
  fail(sentence: string, span: Span): never;
  unsupported(sentence: string, span: Span): never;
}

export function readerOf(text: string): Reader {
  const lexer = lex(text);
  const contexts: string[] = [];
  let ahead: Token | undefined;

  const reader: Reader = {
    text,
    peek() {
      ahead ??= lexer.next();
      return ahead;
    },
    next() {
      const token = reader.peek();
      ahead = undefined;
      return token;
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
