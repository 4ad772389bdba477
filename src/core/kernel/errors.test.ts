import { describe, expect, it } from 'vitest';
import { exitCodeOf, OperatorError, problemOf } from './errors.ts';
import { asNetworkError } from './network-error.ts';

describe('problemOf', () => {
  it('keeps the sentence, the hint and whether to retry, and drops the cause', () => {
    const error = new OperatorError('timeout', 'Redis: no answer in time', { cause: new Error('secret') });
    expect(problemOf(error)).toEqual({
      code: 'timeout',
      message: 'Redis: no answer in time',
      hint: null,
      retryable: true,
    });
  });

  it('makes one line of a foreign error', () => {
    expect(problemOf(new TypeError('first\n  at stack')).message).toBe('first');
  });
});

describe('exit codes', () => {
  it.each([
    ['usage', 2],
    ['unreachable', 3],
    ['forbidden', 4],
    ['stopped', 5],
  ] as const)('%s ends with %i', (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
  });
});

describe('asNetworkError', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'connection refused'],
    ['ECONNRESET', 'unreachable', 'the connection was cut'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'no answer in time'],
    ['ENOTFOUND', 'unreachable', 'the host name is not known'],
    ['CERT_HAS_EXPIRED', 'tls', 'the certificate has expired'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'not trusted'],
  ] as const)('puts %s into words', (systemCode, code, words) => {
    const cause = Object.assign(new Error('x'), { code: systemCode });
    const error = asNetworkError(new TypeError('fetch failed', { cause }), 'Redis at db:6379');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^Redis at db:6379: /);
    expect(error.message).toContain(words);
  });

  it('finds the code inside an aggregate of attempts', () => {
    const attempts = new AggregateError([Object.assign(new Error('v6'), { code: 'ECONNREFUSED' })]);
    expect(asNetworkError(attempts, 'PostgreSQL').message).toBe('PostgreSQL: connection refused');
  });

  it('leaves an error that is already in words as it is', () => {
    const error = new OperatorError('forbidden', 'no');
    expect(asNetworkError(error, 'x')).toBe(error);
  });
});
