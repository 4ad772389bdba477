import { describe, expect, it } from 'vitest';
import { judgeHash } from '../../observe/constitutional-hash.ts';
import type { Reading } from '../../observe/observation.ts';
import { componentOf, evidenceOf } from './evidence.ts';
import { answersOf, type ShownHash } from './services.ts';

const RIGHT = 'cdd01ef066bc6cf2';
const OTHER = 'a41f0c9be77d2035';
const SERVICE = { id: 'integrity', title: 'Integrity' };
const header = (value: string) => ({ value, where: 'header' as const });
const body = (value: string) => ({ value, where: 'body' as const });

function judged(hashSeen: Reading['hashSeen'], more: Partial<ShownHash> = {}, status = 'valid') {
  const { state, reason } = judgeHash(hashSeen, RIGHT, { hash: null, status });
  const shown: ShownHash = {
    ...{ id: 'integrity', hash: state, hashSeen, observedAt: 1_000, stale: false, isThere: true },
    ...{ reason, isAsked: true, ...more },
  };
  return componentOf(
    SERVICE,
    answersOf(shown).map((it) => evidenceOf(it, RIGHT)),
    'is not configured',
  );
}

describe('a service', () => {
  it('matches when every answer of it carries the hash', () => {
    expect(judged([header(RIGHT), body(RIGHT)])).toMatchObject({ value: 1, says: null });
  });

  it('is no match with the right hash beside a failed validation of its own', () => {
    expect(judged([header(RIGHT), body(RIGHT)], {}, 'error')).toMatchObject({
      value: null,
      says: 'constitutional-validation says error',
    });
  });

  it('mismatches when header and body disagree, and says which is wrong', () => {
    expect(judged([header(RIGHT), body(OTHER)])).toMatchObject({
      value: 0,
      says: `http-body shows ${OTHER} instead of ${RIGHT}`,
    });
  });

  it.each([RIGHT.toUpperCase(), ` ${RIGHT}`])('mismatches when it is spelled otherwise: "%s"', (value) => {
    const found = judged([header(RIGHT), body(value)]);
    expect(found.value).toBe(0);
    expect(found.says).toContain('(the same in another spelling)');
  });

  it('is unverified when it is gone, whatever it showed before', () => {
    const gone = { stale: true, isThere: false, reason: 'connection refused' };
    expect(judged([header(RIGHT)], gone)).toMatchObject({ value: null, weight: 1 });
    expect(judged([], gone).says).toBe('http does not answer: connection refused');
    expect(judged([header(OTHER)], { stale: true, reason: 'no answer for 90 s' })).toMatchObject({
      value: null,
      says: 'http-header showed a41f0c9be77d2035 when it was seen last: no answer for 90 s',
    });
  });

  it('is unverified when it shows none', () => {
    expect(judged([])).toMatchObject({ value: null, says: 'http shows no constitutional hash' });
  });

  it('takes any value for what it is, in one short sentence', () => {
    for (const value of ['<script>alert(1)</script>', '\u001b[31m\u0000red', 'x'.repeat(200)]) {
      const { value: counts, says } = judged([header(value)]);
      expect(counts).toBe(0);
      expect(says?.length).toBeLessThan(200);
      expect(says).not.toMatch(/\p{C}/u);
    }
  });
});
