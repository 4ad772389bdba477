import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, parseTreeHead, signCheckpoint } from './checkpoint.ts';
import { signerOf } from './key-file.ts';
import { addSubtree, leafHash, type Peak, rootOf } from './merkle.ts';
import { verifierKeysOf } from './note.ts';
import { formatProof, parseProof, verifyProof } from './proof.ts';
import { naiveTree } from './testing/naive-tree.ts';
import { parseVerifierKey } from './verifier-key.ts';

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const root = Buffer.from(ROOT, 'base64');
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const keysOf = (name: string) => verifierKeysOf(name, signer).map(parseVerifierKey);
const origin = 'example.com/log42';
const NOW = Date.UTC(2025, 5, 27, 9, 0, 0, 900);

describe('a checkpoint', () => {
  it('is three lines, signed, with the time it was signed at', () => {
    const note = signCheckpoint({ origin, size: 20_852_163, root }, signer, NOW);
    expect(note.split('\n').slice(0, 4)).toEqual([origin, '20852163', ROOT, '']);
    expect(openCheckpoint(note, keysOf(origin))).toEqual({
      origin,
      size: 20_852_163,
      root,
      note,
      signedAtMs: Date.UTC(2025, 5, 27, 9, 0, 0),
    });
  });

  it('is not believed from a key of another name', () => {
    const note = signCheckpoint({ origin, size: 1, root }, signer, NOW);
    expect(() => openCheckpoint(note, keysOf('example.com/other'))).toThrow('not signed by any key');
    expect(() => openCheckpoint(note.replace('log42', 'log43'), keysOf(origin))).toThrow('is not valid');
  });

  it('may have extension lines', () => {
    expect(parseTreeHead(`${origin}\n0\n${ROOT}\nmore\n`)).toEqual({ origin, size: 0, root });
  });

  it.each([
    ['is empty', ''],
    ['has two lines', `${origin}\n1\n`],
    ['has no final newline', `${origin}\n1\n${ROOT}`],
    ['has an empty origin', `\n1\n${ROOT}\n`],
    ['has an empty extension line', `${origin}\n1\n${ROOT}\n\nmore\n`],
    ['has a size with a leading zero', `${origin}\n01\n${ROOT}\n`],
    ['has a negative size', `${origin}\n-1\n${ROOT}\n`],
    ['has a size with a space', `${origin}\n1 \n${ROOT}\n`],
    ['has a size that is too large', `${origin}\n9007199254740992\n${ROOT}\n`],
    ['has a root that is too short', `${origin}\n1\n${ROOT.slice(4)}\n`],
    ['has a root that is not base64', `${origin}\n1\n${ROOT.replace('=', '')}\n`],
  ])('is refused when it %s', (_what, text) => {
    expect(() => parseTreeHead(text)).toThrow(/checkpoint/);
  });
});

describe('a proof as text', () => {
  const leaves = [0, 1, 2, 3, 4].map((index) => Buffer.from(`entry ${index}`));
  const frontier: Peak[] = [];
  for (const leaf of leaves) addSubtree(frontier, 0, leafHash(leaf));
  const checkpoint = signCheckpoint({ origin, size: 5, root: rootOf(frontier) }, signer, NOW);
  const proof = formatProof({ index: 2, proof: naiveTree(leaves).inclusion(2, 5), checkpoint });
  const leaf = leafHash(Buffer.from('entry 2'));

  it('is as C2SP tlog-proof writes it', () => {
    const [first, index, ...rest] = proof.split('\n');
    expect([first, index, rest[3]]).toEqual(['c2sp.org/tlog-proof@v1', 'index 2', '']);
    expect(proof.endsWith(`\n\n${checkpoint}`)).toBe(true);
  });

  it('shows the entry to whoever has the key', () => {
    expect(verifyProof(proof, leaf, keysOf(origin))).toMatchObject({ origin, size: 5 });
    const extra = proof.replace('index', 'extra aGVsbG8=\nindex');
    expect(verifyProof(extra, leaf, keysOf(origin))).toMatchObject({ size: 5 });
  });

  it('of a journal with one entry has no hashes', () => {
    const one = formatProof({ index: 0, proof: [], checkpoint });
    expect(parseProof(one)).toEqual({ index: 0, proof: [], checkpoint });
  });

  it.each([
    ['another entry', (it: string) => it.replace('index 2', 'index 3')],
    ['a leading zero', (it: string) => it.replace('index 2', 'index 02')],
    ['no index', (it: string) => it.replace('index 2\n', '')],
    ['a hash too few', (it: string) => it.replace(/index 2\n.*\n/, 'index 2\n')],
    ['a hash that is none', (it: string) => it.replace(/index 2\n..../, 'index 2\n')],
    ['another first line', (it: string) => it.replace('@v1', '@v2')],
    ['bad extra data', (it: string) => it.replace('index', 'extra ?\nindex')],
    ['no checkpoint', (it: string) => it.slice(0, it.indexOf('\n\n') + 1)],
    ['another checkpoint', (it: string) => it.replace('\n5\n', '\n6\n')],
  ])('with %s is refused', (_what, spoil) => {
    expect(spoil(proof)).not.toBe(proof);
    expect(() => verifyProof(spoil(proof), leaf, keysOf(origin))).toThrow();
  });
});
