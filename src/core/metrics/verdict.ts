import {
  type Expression,
  isComparison,
  PromqlError,
  parseExpression,
  printExpression,
} from '../promql/index.ts';

/** What the engine says of an expression before it is evaluated. */
export interface Verdict {
  /** Of its value; null where it has a mistake. */
  type: Expression['type'] | null;
  mistake: Mistake | null;
  /** Of a comparison that leaves series out, what is compared: it has a value where the comparison has none. */
  compared: string | null;
}

export interface Mistake {
  sentence: string;
  /** UTF-16 offsets, the end exclusive. */
  start: number;
  end: number;
  /** Both from 1. */
  line: number;
  column: number;
}

/** Fails with nothing but what is no PromqlError. */
export function verdictOn(text: string): Verdict {
  try {
    const expression = parseExpression(text);
    return { type: expression.type, mistake: null, compared: comparedBy(expression) };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const start = Math.max(0, Math.min(error.span?.start ?? 0, text.length));
    const end = Math.max(start, Math.min(error.span?.end ?? text.length, text.length));
    const before = text.slice(0, start).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const mistake = { sentence: error.sentence, start, end, line: before.length, column };
    return { type: null, mistake, compared: null };
  }
}

function comparedBy(expression: Expression): string | null {
  if (expression.kind === 'parenthesis') return comparedBy(expression.expression);
  if (expression.kind !== 'binary' || !isComparison(expression.operator) || expression.returnsBool)
    return null;
  return printExpression(expression.left.type === 'scalar' ? expression.right : expression.left);
}
