import { describe, expect, it } from 'vitest';
import { hashInBody, hashInHeader, judgeHash } from './constitutional-hash.ts';

const EXPECTED = 'cdd01ef066bc6cf2';
const OTHER = '0000000000000000';
const seen = (header: string | null, body: string | null) => [
  ...(header === null ? [] : [{ value: header, where: 'header' as const }]),
  ...(body === null ? [] : [{ value: body, where: 'body' as const }]),
];

describe('judgeHash', () => {
  it.each([
    ['both right', EXPECTED, EXPECTED, 'match'],
    ['header only', EXPECTED, null, 'match'],
    ['body only', null, EXPECTED, 'match'],
    ['body in capitals', EXPECTED, EXPECTED.toUpperCase(), 'mismatch'],
    ['body with spaces around it', null, ` ${EXPECTED} `, 'mismatch'],
    ['none at all', null, null, 'unverified'],
    ['header wrong', OTHER, null, 'mismatch'],
    ['body and header disagree', EXPECTED, OTHER, 'mismatch'],
    ['both wrong alike', OTHER, OTHER, 'mismatch'],
  ] as const)('%s', (_, header, body, state) => {
    expect(judgeHash(seen(header, body), EXPECTED).state).toBe(state);
  });

  it('names what was expected and what was seen where', () => {
    expect(judgeHash(seen(EXPECTED, OTHER), EXPECTED).reason).toBe(
      `constitutional hash is ${OTHER} in the body, expected ${EXPECTED}`,
    );
    expect(judgeHash(seen(null, null), EXPECTED).reason).toBeNull();
    expect(judgeHash(seen(null, ` ${EXPECTED.toUpperCase()}`), EXPECTED).reason).toBe(
      `constitutional hash is " ${EXPECTED.toUpperCase()}" (the same in another spelling) in the body, expected ${EXPECTED}`,
    );
  });

  it('has a value of whatever kind in one short line', () => {
    const { state, reason } = judgeHash(seen(null, `<b>\u001b[31m\n${'x'.repeat(10_000)}`), EXPECTED);
    expect(state).toBe('mismatch');
    expect(reason).toMatch(/^constitutional hash is <b>\ufffd\[31m\ufffdx+… in the body/);
    expect(reason?.length).toBeLessThan(200);
  });

  it('is no match when the right hash comes with a failed validation', () => {
    expect(judgeHash(seen(EXPECTED, null), EXPECTED, { hash: EXPECTED, status: 'error' })).toEqual({
      state: 'unverified',
      reason: 'its own constitutional validation says error',
    });
    expect(judgeHash(seen(EXPECTED, null), EXPECTED, { hash: EXPECTED, status: 'valid' }).state).toBe(
      'match',
    );
  });
});

describe('finding the hash', () => {
  it('takes the header in any case and ignores what is absent, null or empty', () => {
    expect(hashInHeader({ 'X-CONSTITUTIONAL-HASH': ` ${EXPECTED} ` })).toBe(EXPECTED);
    expect(hashInHeader({ 'x-constitutional-hash': '' })).toBeNull();
    expect(hashInBody({ constitutional_hash: EXPECTED })).toBe(EXPECTED);
    expect(hashInBody({ constitutional_hash: ` ${EXPECTED}` })).toBe(` ${EXPECTED}`);
    expect(hashInBody({ constitutional_hash: 7 })).toBe('7');
    expect(hashInBody({ constitutional_hash: 'x'.repeat(1_000_000) })).toHaveLength(200);
    for (const body of [{}, { constitutional_hash: null }, { constitutional_hash: '' }, null, [], 'x']) {
      expect(hashInBody(body)).toBeNull();
    }
  });
});
