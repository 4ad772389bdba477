import { OperatorError } from '../../kernel/errors.ts';
import type { HttpAnswer } from './client.ts';

/**
 * The JSON of an answer.
 *
 * @throws OperatorError `bad-answer` that says what came instead
 */
export function parseJsonAnswer(answer: Pick<HttpAnswer, 'body' | 'headers'>, what: string): unknown {
  try {
    return JSON.parse(answer.body);
  } catch (error) {
    throw new OperatorError('bad-answer', `${what}: ${whatCameInstead(answer)}`, {
      hint: 'Check that the address in the profile is the one of this service.',
      cause: error instanceof SyntaxError ? undefined : error,
    });
  }
}

function whatCameInstead(answer: Pick<HttpAnswer, 'body' | 'headers'>): string {
  if (answer.body.trim() === '') return 'answers nothing where JSON was expected';
  if (isHtml(answer)) return 'answers HTML where JSON was expected';
  return 'answers text that is not JSON';
}

export function isHtml(answer: Pick<HttpAnswer, 'body' | 'headers'>): boolean {
  return (
    answer.headers['content-type']?.includes('html') === true || /^\s*<(!doctype|html)/i.test(answer.body)
  );
}

/** The error of a refusing status, or undefined when the status is a success. */
export function errorOfStatus(answer: Pick<HttpAnswer, 'status'>, what: string): OperatorError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) {
    return new OperatorError('unauthenticated', `${what}: wants to know who asks (HTTP 401)`, {
      hint: 'Check the user and the password or token that the profile names.',
    });
  }
  if (status === 403) return new OperatorError('forbidden', `${what}: refuses this user (HTTP 403)`);
  if (status === 404) return new OperatorError('not-found', `${what}: has no such page (HTTP 404)`);
  if (status === 429) return new OperatorError('throttled', `${what}: asks to slow down (HTTP 429)`);
  if (status >= 500) return new OperatorError('server-error', `${what}: failed (HTTP ${status})`);
  return new OperatorError('bad-answer', `${what}: answers HTTP ${status}`);
}
