import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signerOf } from './key-file.ts';
import { formatNote, signatureLine, verifierKeysOf, verifyNote } from './note.ts';
import { formatVerifierKey, parseVerifierKey } from './verifier-key.ts';

// The example of Go's package note, golang.org/x/mod/sumdb/note.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_SIGNATURE =
  'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const PETER_LINE = `— PeterNeumann ${PETER_SIGNATURE}\n`;
const ENOCH_LINE =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

const peter = signerOf(
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), PETER_SEED]),
    format: 'der',
    type: 'pkcs8',
  }),
);

const namesOf = (note: string | Uint8Array, keys: string[]) =>
  verifyNote(note, keys).signatures.map(({ name }) => name);

describe('a note', () => {
  it('is the one that Go signs, to the byte', () => {
    const line = signatureLine('PeterNeumann', peter, 'note', peter.sign(Buffer.from(TEXT)));
    expect(formatNote(TEXT, [line])).toBe(`${TEXT}\n${PETER_LINE}`);
    expect(verifierKeysOf('PeterNeumann', peter)[0]).toBe(PETER);
  });

  it('verifies as text and as bytes, and gives what was signed', () => {
    const note = `${TEXT}\n${PETER_LINE}`;
    const expected = {
      text: TEXT,
      signatures: [{ name: 'PeterNeumann', keyId: 0xc74f20a3, base64: PETER_SIGNATURE, signedAtMs: null }],
    };
    expect(verifyNote(note, [PETER])).toEqual(expected);
    expect(verifyNote(Buffer.from(note), [PETER, PETER])).toEqual(expected);
    expect(verifyNote(note, [parseVerifierKey(PETER)])).toEqual(expected);
  });

  it('counts each known key once and passes over the others', () => {
    expect(namesOf(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`, [PETER])).toEqual(['PeterNeumann']);
    expect(namesOf(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`, [PETER, ENOCH])).toEqual([
      'PeterNeumann',
      'EnochRoot',
    ]);
    expect(namesOf(`${TEXT}\n${PETER_LINE}${PETER_LINE}${ENOCH_LINE}`, [PETER])).toEqual(['PeterNeumann']);
    expect(namesOf(`${TEXT}\n${PETER_LINE.repeat(100)}`, [PETER])).toEqual(['PeterNeumann']);
  });

  it('may have empty lines in its text', () => {
    const text = 'one\n\n\ntwo\n';
    const line = signatureLine('PeterNeumann', peter, 'note', peter.sign(Buffer.from(text)));
    expect(verifyNote(formatNote(text, [line]), [PETER]).text).toBe(text);
  });

  it('takes a signature of the same name or id, but not both, as a stranger’s', () => {
    const otherName = PETER_LINE.replace('PeterNeumann', 'CarmenSandiego');
    const otherId = PETER_LINE.replace('x08g', 'xxxx');
    expect(namesOf(`${TEXT}\n${otherName}${otherId}${PETER_LINE}`, [PETER])).toEqual(['PeterNeumann']);
    expect(() => verifyNote(`${TEXT}\n${otherName}${otherId}`, [PETER])).toThrow('not signed by any key');
  });

  const longer = `${PETER_LINE.slice(0, 60)}ABCD${PETER_LINE.slice(60)}`;
  it.each<[string, string | Uint8Array, RegExp]>([
    ['has no signature', TEXT, /no empty line/],
    ['has an empty block of signatures', `${TEXT}\n`, /does not end with/],
    ['does not end with a newline', `${TEXT}\n${PETER_LINE.slice(0, -1)}`, /does not end with/],
    ['has a control character', `\u0001${TEXT}\n${PETER_LINE}`, /control character/],
    ['has a carriage return', `${TEXT}\n${PETER_LINE.replace('\n', '\r\n')}`, /control character/],
    ['has a tab', `a\tb\n\n${PETER_LINE}`, /control character/],
    ['is not UTF-8', Buffer.concat([Buffer.of(0xff), Buffer.from(`${TEXT}\n${PETER_LINE}`)]), /UTF-8/],
    ['is not Unicode', `\ud800${TEXT}\n${PETER_LINE}`, /Unicode/],
    ['begins with a byte order mark', Buffer.from(`\ufeff${TEXT}\n${PETER_LINE}`), /not valid$/],
    ['has a line that is no signature', `${TEXT}\n${PETER_LINE}Unexpected line.\n`, /is not one/],
    ['has a hyphen for a dash', `${TEXT}\n${PETER_LINE.replace('—', '-')}`, /is not one/],
    ['has a name with a space', `${TEXT}\n${PETER_LINE.replace('Peter', 'Peter ')}`, /is not one/],
    [
      'has a name with a no-break space',
      `${TEXT}\n${PETER_LINE.replace('Peter', 'Peter\u00a0')}`,
      /is not one/,
    ],
    ['has a name with a plus', `${TEXT}\n${PETER_LINE.replace('Peter', 'Peter+')}`, /is not one/],
    ['has two spaces', `${TEXT}\n${PETER_LINE.replace('Neumann ', 'Neumann  ')}`, /is not one/],
    ['has bad base64', `${TEXT}\n${PETER_LINE.replace('JnAM=', 'JnAM')}`, /is not one/],
    ['has base64 with loose bits', `${TEXT}\n${PETER_LINE.replace('JnAM=', 'JnAN=')}`, /is not one/],
    ['has a key id and no signature', `${TEXT}\n— PeterNeumann x08gow==\n`, /is not one/],
    ['has too many signatures', `${TEXT}\n${PETER_LINE.repeat(101)}`, /more than 100/],
    ['is too large', `${'x'.repeat(1_000_000)}\n\n${PETER_LINE}`, /larger than/],
    ['has a signature of the wrong length', `${TEXT}\n${longer}`, /PeterNeumann\+c74f20a3 is not valid/],
    ['was changed', `${TEXT.replace('you', 'You')}\n${PETER_LINE}`, /is not valid/],
    ['has a good and then a bad signature', `${TEXT}\n${PETER_LINE}${longer}`, /is not valid/],
    ['is signed by a stranger', `${TEXT}\n${ENOCH_LINE}`, /not signed by any key/],
  ])('is refused when it %s', (_what, note, message) => {
    expect(() => verifyNote(note, [PETER])).toThrow(message);
  });

  it('is refused without a key', () => {
    expect(() => verifyNote(`${TEXT}\n${PETER_LINE}`, [])).toThrow('not signed by any key');
  });
});

describe('a verifier key', () => {
  it('is refused when any part is missing or changed', () => {
    expect(parseVerifierKey(PETER).name).toBe('PeterNeumann');
    for (let start = 0; start <= PETER.length; start += 1) {
      for (let end = start; end <= PETER.length; end += 1) {
        if (start > 0 || end < PETER.length)
          expect(() => parseVerifierKey(PETER.slice(start, end))).toThrow();
      }
    }
    const bytes = Buffer.from(PETER);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) + 1;
      expect(() => parseVerifierKey(changed.toString())).toThrow();
    }
  });

  it.each([
    ['of the wrong length', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['of an unknown type', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ])('%s is refused', (_what, key) => {
    expect(() => parseVerifierKey(key)).toThrow();
  });

  it('makes verifyNote throw when it is bad', () => {
    expect(() => verifyNote(`${TEXT}\n${PETER_LINE}`, [PETER, 'nonsense'])).toThrow('name+id+base64');
  });
});

describe('a cosignature', () => {
  // Written from C2SP tlog-cosignature alone.
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const material = Buffer.concat([Buffer.of(4), raw]);
  const id = createHash('sha256').update('example.com/w1\n').update(material).digest().subarray(0, 4);
  const text = 'example.com/log\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1679315147n);
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`), privateKey);
  const note = (stamp: Buffer) =>
    `${text}\n— example.com/w1 ${Buffer.concat([id, stamp, signature]).toString('base64')}\n`;
  const key = `example.com/w1+${id.toString('hex')}+${material.toString('base64')}`;

  it('says when it was signed', () => {
    expect(formatVerifierKey('example.com/w1', raw, 'cosignature')).toBe(key);
    expect(verifyNote(note(time), [key]).signatures).toMatchObject([
      { name: 'example.com/w1', signedAtMs: 1_679_315_147_000 },
    ]);
  });

  it('is refused with another time', () => {
    const later = Buffer.from(time);
    later[7] = (later[7] ?? 0) + 1;
    expect(() => verifyNote(note(later), [key])).toThrow('is not valid');
    expect(() => verifyNote(note(Buffer.alloc(8, 0xff)), [key])).toThrow('is not valid');
  });
});
