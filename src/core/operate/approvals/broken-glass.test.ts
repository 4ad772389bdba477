import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDoor } from '../testing/open-door.ts';
import { DISK, openWipeDesk, type WipeDesk } from '../testing/wipe-desk.ts';

let desk: WipeDesk;

beforeEach(async () => {
  desk = await openWipeDesk();
});
afterEach(() => desk.leave());

describe('broken glass', () => {
  const force = (reason: string) => desk.door.perform(desk.kind, DISK, desk.options({ breakGlass: reason }));

  it('needs a reason, is journaled as severe before the act, and stays open until somebody else looked', async () => {
    await desk.as('alice');
    await expect(force('now')).rejects.toMatchObject({ code: 'usage', message: /at least 10 characters/ });
    const before: string[][] = [];
    desk.wipe.mockImplementationOnce(async () => {
      before.push(desk.told());
      return { wiped: true };
    });
    await force('everything is on fire and nobody else is awake');
    expect(before[0]?.slice(-2)).toEqual(['break-glass', 'intent']);
    const told = desk.entries.findIndex(({ kind }) => kind === 'break-glass');
    expect(desk.entries[told]).toMatchObject({
      actor: 'alice',
      subject: 'disk a',
      data: { severity: 'high', reason: 'everything is on fire and nobody else is awake' },
    });
    const [item] = desk.approvals.glasses.list();
    expect(item).toMatchObject({ operator: 'alice', reviewedBy: null, journalIndex: told });
    const id = item?.id ?? '';
    expect(() => desk.approvals.glasses.review(id, 'fine')).toThrow('You broke the glass yourself');
    await desk.as('bob');
    expect(() => desk.approvals.glasses.review(id, '  ')).toThrow('A review needs a note');
    desk.approvals.glasses.review(id, 'it was right');
    expect(desk.approvals.glasses.list()).toMatchObject([{ reviewedBy: 'bob', note: 'it was right' }]);
    expect(() => desk.approvals.glasses.review(id, 'again')).toThrow('bob has reviewed it');
    desk.edit('UPDATE broken_glass SET review = ?', '{}');
    expect(desk.approvals.glasses.list()).toMatchObject([{ reviewedBy: null }]);
  });

  it('is not broken by somebody who is not logged in, and not for what needs no approval', async () => {
    await expect(force('everything is on fire')).rejects.toThrow(/has to be logged in/);
    const staging = openDoor({ clock: desk.clock, ground: { name: 's', environment: 'staging' } });
    await staging.door.perform(
      desk.kind,
      DISK,
      desk.options({ confirm: 's', breakGlass: 'everything is on fire' }),
    );
    expect(staging.approvals.glasses.list()).toEqual([]);
    staging.close();
  });
});
