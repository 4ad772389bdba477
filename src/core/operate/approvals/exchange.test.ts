import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryKeyStore, openDoor, type TestDoor } from '../testing/open-door.ts';
import { openWipeDesk, type WipeDesk } from '../testing/wipe-desk.ts';

const HOUR = 3_600_000;

let desk: WipeDesk;

beforeEach(async () => {
  desk = await openWipeDesk();
});
afterEach(() => desk.leave());

describe('an approval from elsewhere', () => {
  let elsewhere: TestDoor;
  let away: string;

  beforeEach(async () => {
    away = mkdtempSync(join(tmpdir(), 'acgs-elsewhere-'));
    elsewhere = openDoor({
      clock: desk.clock,
      ground: { name: 'home', environment: 'staging' },
      dataDirectory: away,
      keyStore: memoryKeyStore(),
    });
    await elsewhere.operators.add({ name: 'carol', passphrase: null });
  });
  afterEach(() => {
    elsewhere.close();
    rmSync(away, { recursive: true });
  });

  it('is asked for and brought back as files, by keys that both know', async () => {
    await desk.as('alice');
    const id = await desk.ask();
    const request = desk.approvals.export(id);
    expect(() => elsewhere.approvals.import(request)).toThrow(/the key of alice .* is not known here/);
    elsewhere.operators.importKey(desk.operators.exportKey('alice'));
    expect(elsewhere.approvals.import(request)).toMatchObject({
      state: 'pending',
      profile: 'acgs-production',
    });
    await desk.as('carol', elsewhere);
    elsewhere.approvals.decide(id, 'approved', 'go on');
    const answer = elsewhere.approvals.export(id);

    expect(() => desk.approvals.import(answer)).toThrow(/the key of carol .* is not known here/);
    expect(desk.operators.importKey(elsewhere.operators.exportKey('carol'))).toMatchObject({
      key: 'elsewhere',
    });
    await expect(desk.as('carol')).rejects.toThrow(/works elsewhere/);
    expect(() => desk.approvals.import(answer.replace('go on', 'go in'))).toThrow(/not what carol signed/);
    expect(desk.approvals.import(answer)).toMatchObject({ state: 'approved', decidedBy: 'carol' });
    await desk.perform();
    expect(desk.wipe).toHaveBeenCalledTimes(1);
    expect(desk.approvals.import(answer)).toMatchObject({ state: 'used' });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -40), 'usage', /no approval, or not all of it/],
    ['something else', () => '{"hello":1}', 'usage', /no approval/],
    [
      'from a newer version',
      (text: string) => text.replace('approval 1', 'approval 2'),
      'usage',
      /another version/,
    ],
    ['changed', (text: string) => text.replace('8 GB', '9 GB'), 'refused', /not what alice signed/],
  ])('is not taken when the file is %s', async (_, spoil, code, message) => {
    await desk.as('alice');
    const file = desk.approvals.export(await desk.ask());
    elsewhere.operators.importKey(desk.operators.exportKey('alice'));
    const take = () => elsewhere.approvals.import(spoil(file));
    expect(take).toThrow(message);
    expect(take).toThrow(expect.objectContaining({ code }));
    expect(elsewhere.approvals.list()).toEqual([]);
  });

  it('is not taken after its time', async () => {
    await desk.as('alice');
    const file = desk.approvals.export(await desk.ask());
    elsewhere.operators.importKey(desk.operators.exportKey('alice'));
    await desk.clock.advance(HOUR + 1);
    expect(() => elsewhere.approvals.import(file)).toThrow(/its time is over/);
  });
});
