import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createRedactor, REDACTED } from './redaction.ts';

const PASSWORD = 'h0rse+battery/staple';

describe('the redactor', () => {
  it('replaces a registered secret wherever it stands, also encoded', () => {
    const redactor = createRedactor();
    redactor.add(PASSWORD);
    const texts = [
      `connect with ${PASSWORD} failed`,
      `postgres://acgs:${encodeURIComponent(PASSWORD)}@db`,
      Buffer.from(PASSWORD).toString('base64'),
    ];
    for (const text of texts) {
      expect(redactor.text(text)).toContain(REDACTED);
      expect(redactor.text(text)).not.toContain('battery');
    }
  });

  it.each([
    ['a bearer token', 'Authorization: Bearer abc.def-123456', 'abc.def'],
    ['a password in a URL', 'redis://user:sekret99@127.0.0.1:6379', 'sekret99'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', 'MIIEow'],
    ['a key cut short', '-----BEGIN PRIVATE KEY-----\nMIIEow', 'MIIEow'],
    ['a JSON web token', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIi'],
    ['an assignment', 'password=hunter22 host=db', 'hunter22'],
  ])('replaces %s that nobody registered', (_what, text, secret) => {
    expect(createRedactor().text(text)).not.toContain(secret);
  });

  it('leaves ordinary words alone', () => {
    const text = 'authentication is down: connection refused at http://127.0.0.1:8000/health';
    expect(createRedactor().text(text)).toBe(text);
  });

  it('empties the values of keys that name a secret, at any depth', () => {
    const data = createRedactor().data({
      user: { name: 'viewer', token: 't0ken', 'client-key-data': 'LS0t' },
    });
    expect(data).toEqual({ user: { name: 'viewer', token: REDACTED, 'client-key-data': REDACTED } });
  });
});

describe('the log', () => {
  it('writes no secret, neither from the event, nor from data, nor from a chain of causes', () => {
    const redactor = createRedactor();
    redactor.add(PASSWORD);
    const lines: string[] = [];
    const log = createLog({
      redactor,
      level: 'debug',
      destination: { write: (line) => void lines.push(line) },
    });
    log.error(`opening with ${PASSWORD}`, {
      error: new Error('outer', { cause: new Error(`inner ${PASSWORD}`) }),
      password: 'x1y2',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('outer');
    expect(lines[0]).toContain('inner');
    expect(lines[0]).not.toContain('battery');
    expect(lines[0]).not.toContain('x1y2');
  });
});
