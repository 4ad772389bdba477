import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { memoryKeyStore, openDoor, type TestDoor } from '../testing/open-door.ts';
import { openKey, parseSealedKey } from './sealed-key.ts';
import { IDLE_MS } from './session.ts';

const PASSPHRASE = 'four words stand together';

let clock: ManualClock;
let folder: string;
let desk: TestDoor;

beforeEach(() => {
  clock = manualClock();
  folder = mkdtempSync(join(tmpdir(), 'acgs-operators-'));
  desk = openDoor({ clock, dataDirectory: folder });
});

afterEach(() => {
  desk.close();
  rmSync(folder, { recursive: true });
});

const keyFile = () => join(folder, 'operators', readdirSync(join(folder, 'operators'))[0] ?? '');
const kinds = () => desk.entries.map(({ kind }) => kind);

/** Each guess takes 128 MiB and half a second of a machine that has nothing else to do. */
const PATIENCE = { timeout: 60_000 };

describe('an operator with a passphrase', PATIENCE, () => {
  it('has a key that is sealed, readable by its owner alone, and opened by the passphrase alone', async () => {
    const operator = await desk.operators.add({ name: 'Alice Ng', passphrase: PASSPHRASE });
    expect(operator).toMatchObject({ name: 'Alice Ng', key: 'passphrase', retiredAt: null });
    expect(operator.id).toMatch(/^([0-9a-f]{4}-){4}[0-9a-f]{4}$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    const sealed = parseSealedKey(readFileSync(keyFile(), 'utf8'));
    expect(sealed.scrypt.cost).toBeGreaterThanOrEqual(2 ** 17);
    expect(await openKey(sealed, PASSPHRASE, 'somebody-else')).toBeUndefined();

    await expect(desk.session.logIn('Alice Ng', 'four words stand apart')).rejects.toMatchObject({
      code: 'refused',
      message: 'The passphrase is not that of Alice Ng',
    });
    expect(desk.session.current()).toBeNull();
    await desk.session.logIn('alice ng', PASSPHRASE);
    expect(desk.session.actor()).toMatchObject({ name: 'Alice Ng', operator: { id: operator.id } });
    desk.session.logOut();
    expect(desk.session.actor()).toEqual({ name: 'alice@desk', operator: null });
    expect(kinds()).toEqual([
      'operator.added',
      'operator.log-in-failed',
      'operator.logged-in',
      'operator.logged-out',
    ]);
    expect(desk.entries[1]).toMatchObject({ actor: 'alice@desk', subject: 'operator Alice Ng' });
    expect(JSON.stringify(desk.entries)).not.toMatch(/four words/);
  });

  it('is told of a sealed key that is gone, damaged or another one', async () => {
    await desk.operators.add({ name: 'alice', passphrase: PASSPHRASE });
    const path = keyFile();
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 50));
    await expect(desk.session.logIn('alice', PASSPHRASE)).rejects.toThrow(/damaged, or of a newer version/);
    writeFileSync(path, text.replace('"cost":131072', '"cost":1099511627776'));
    await expect(desk.session.logIn('alice', PASSPHRASE)).rejects.toThrow(/damaged/);
    rmSync(path);
    await expect(desk.session.logIn('alice', PASSPHRASE)).rejects.toThrow(/sealed key is missing/);
  });
});

describe('operators', () => {
  it.each([
    ['a', /2 to 64 letters/],
    ['alice@desk', /2 to 64 letters/],
    ['x; rm -rf /', /2 to 64 letters/],
    ['$(reboot)', /2 to 64 letters/],
    ['bob\u202ealice', /2 to 64 letters/],
  ])('are not called %j', async (name, words) => {
    await expect(desk.operators.add({ name, passphrase: null })).rejects.toThrow(words);
    expect(desk.operators.list()).toEqual([]);
  });

  it('have names of their own, however they are written, and passphrases worth the name', async () => {
    await desk.operators.add({ name: 'Zoë', passphrase: null });
    await expect(desk.operators.add({ name: 'ZOE\u0308', passphrase: null })).rejects.toThrow(
      /called ZOË already/,
    );
    await expect(desk.operators.add({ name: 'bob', passphrase: 'short' })).rejects.toThrow(/at least 10/);
    expect(kinds()).toEqual(['operator.added']);
  });

  it('are sealed with a passphrase where there is no key store', async () => {
    const bare = openDoor({
      clock,
      keyStore: { ...memoryKeyStore(), weakness: async () => 'This desktop has no key store' },
    });
    expect(await bare.operators.hasKeyStore()).toBe(false);
    await expect(bare.operators.add({ name: 'bob', passphrase: null })).rejects.toMatchObject({
      code: 'usage',
      message: 'This desktop has no key store: the key has to be sealed with a passphrase',
    });
    bare.close();
  });

  it('retired, are logged out, cannot log in, and leave their name free', async () => {
    const { id } = await desk.operators.add({ name: 'bob', passphrase: null });
    await desk.session.logIn('bob', null);
    await desk.operators.retire('bob');
    expect(desk.session.current()).toBeNull();
    await expect(desk.session.logIn(id, null)).rejects.toThrow('bob is retired');
    await clock.advance(1);
    await desk.operators.add({ name: 'bob', passphrase: null });
    expect(desk.operators.list()).toMatchObject([{ retiredAt: expect.any(String) }, { retiredAt: null }]);
    expect(desk.operators.find('bob').retiredAt).toBeNull();
  });

  it('cannot be imported from half a file, a newer one, or twice', async () => {
    await desk.operators.add({ name: 'bob', passphrase: null });
    const file = desk.operators.exportKey('bob');
    const away = openDoor({ clock });
    expect(() => away.operators.importKey(file.slice(0, 40))).toThrow(/not all of it/);
    expect(() => away.operators.importKey(file.replace('key 1', 'key 2'))).toThrow(/newer version/);
    expect(away.operators.importKey(file)).toMatchObject({ name: 'bob', key: 'elsewhere' });
    expect(() => away.operators.importKey(file)).toThrow(/key of bob is known already/);
    away.close();
  });
});

describe('whoever is logged in', () => {
  beforeEach(async () => {
    await desk.operators.add({ name: 'alice', passphrase: null });
    await desk.session.logIn('alice', null);
  });

  it('is logged out after half an hour without a sign, and not before', async () => {
    await clock.advance(IDLE_MS - 1);
    desk.session.stay();
    await clock.advance(IDLE_MS - 1);
    expect(desk.session.current()).toMatchObject({ name: 'alice' });
    await clock.advance(1);
    expect(kinds().at(-1)).toBe('operator.logged-out');
    expect(desk.session.current()).toBeNull();
    expect(() => desk.session.sign('x')).toThrow('Nobody is logged in');
  });

  it('is logged out by a clock that jumps ahead, and not kept in by one that is set back', async () => {
    clock.sleep(-365 * 86_400_000);
    await clock.advance(IDLE_MS - 1);
    expect(desk.session.current()).toMatchObject({ name: 'alice' });
    await clock.advance(1);
    expect(desk.session.current()).toBeNull();
    await desk.session.logIn('alice', null);
    clock.sleep(10 * 365 * 86_400_000);
    expect(() => desk.session.sign('x')).toThrow('Nobody is logged in');
    expect(kinds().at(-1)).toBe('operator.logged-out');
  });

  it('makes room for the next, and is told of in the journal', async () => {
    await desk.operators.add({ name: 'bob', passphrase: null });
    await desk.session.logIn('bob', null);
    expect(desk.entries.slice(-2)).toMatchObject([
      { kind: 'operator.logged-out', actor: 'alice' },
      { kind: 'operator.logged-in', actor: 'bob' },
    ]);
  });
});
