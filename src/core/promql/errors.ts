import { OperatorError } from '../kernel/errors.ts';

/** Where in an expression: UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * `parse`: Prometheus refuses the expression too, in these words. `unsupported`: Prometheus knows it, we do not.
 * `evaluation`: the expression is right, the data do not allow it.
 */
export type PromqlFault = 'parse' | 'unsupported' | 'evaluation';

/** What is wrong with an expression or its evaluation, in Prometheus' words where Prometheus has some. */
export class PromqlError extends OperatorError {
  readonly fault: PromqlFault;
  /** The sentence without position and without "parse error". */
  readonly sentence: string;
  readonly span: Span | undefined;

  constructor(fault: PromqlFault, sentence: string, where?: { text: string; span: Span }) {
    const place = where === undefined ? '' : `${placeOf(where.text, where.span.start)}: parse error: `;
    super('usage', place + sentence);
    this.name = 'PromqlError';
    this.fault = fault;
    this.sentence = sentence;
    this.span = where?.span;
  }
}

/** `line:column`, both from 1, the column in UTF-8 bytes as Prometheus counts it. */
function placeOf(text: string, offset: number): string {
  if (text === '') return 'unknown position';
  if (offset < 0 || offset > text.length) return 'invalid position';
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `${line}:${Buffer.byteLength(before.slice(lineStart)) + 1}`;
}
