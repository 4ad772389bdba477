import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DISK, openWipeDesk, type WipeDesk } from '../testing/wipe-desk.ts';

const HOUR = 3_600_000;

let desk: WipeDesk;

beforeEach(async () => {
  desk = await openWipeDesk();
});
afterEach(() => desk.leave());

describe('what is destructive in production', () => {
  it('needs somebody who is logged in, and then an approval, and the terms say so', async () => {
    const preview = await desk.door.preview(desk.kind, DISK, desk.options());
    expect(preview.risk).toBe('destructive');
    expect(await desk.door.terms(preview)).toMatchObject({ approval: 'missing', actor: null });
    await expect(desk.perform()).rejects.toMatchObject({ code: 'refused', message: /has to be logged in/ });
    await expect(desk.ask()).rejects.toMatchObject({ code: 'refused', message: 'Nobody is logged in' });
    await desk.as('alice');
    expect(await desk.door.terms(preview)).toEqual({
      consent: 'type-name',
      profile: 'acgs-production',
      approval: 'missing',
      approver: null,
      actor: 'alice',
    });
    await expect(desk.perform()).rejects.toMatchObject({ message: /nobody has approved exactly this yet/ });
    await desk.ask();
    expect(await desk.door.terms(preview)).toMatchObject({ approval: 'pending' });
    await expect(desk.perform()).rejects.toMatchObject({ message: /still pending/ });
    expect(desk.wipe).not.toHaveBeenCalled();
  });

  it('is done once with the approval of a second person, who is in the journal', async () => {
    const id = await desk.approved();
    expect(desk.approvals.find(id)).toMatchObject({
      state: 'approved',
      requestedBy: 'alice',
      decidedBy: 'bob',
      note: 'I saw it too',
      reason: 'the disk is full',
    });
    await expect(
      desk.door.perform(desk.kind, DISK, desk.options({ confirm: undefined, yes: true })),
    ).rejects.toThrow(/needs the profile's name/);
    await desk.perform();
    expect(desk.wipe).toHaveBeenCalledTimes(1);
    expect(desk.state(id)).toBe('used');
    expect(desk.entries.find((it) => it.kind === 'operation.intent')).toMatchObject({
      actor: 'alice',
      data: { approver: 'bob', approval: { id }, confirmed: 'typed', operator: { name: 'alice' } },
    });
    expect(desk.told().filter((it) => it.startsWith('approval.'))).toEqual([
      'approval.requested',
      'approval.approved',
      'approval.used',
    ]);
    await expect(desk.perform()).rejects.toThrow(/nobody has approved exactly this yet/);
    expect(desk.wipe).toHaveBeenCalledTimes(1);
  });

  it('is not approved by whoever asked, by nobody, or under the same name', async () => {
    await desk.as('alice');
    const id = await desk.ask();
    expect(desk.approvals.find(id).decidable).toEqual({
      allowed: false,
      reason: 'You asked for it yourself',
    });
    expect(() => desk.approvals.decide(id, 'approved', '')).toThrow('You asked for it yourself');
    desk.session.logOut();
    expect(() => desk.approvals.decide(id, 'approved', '')).toThrow('Log in to decide it');
    await desk.operators.retire('alice');
    await desk.operators.add({ name: 'ALICE', passphrase: null });
    await desk.as('Alice');
    expect(() => desk.approvals.decide(id, 'approved', '')).toThrow(
      /no operator any more|not what was signed/,
    );
    expect(desk.state(id)).toBe('invalid');
  });

  it('once rejected stays rejected, withdrawn stays withdrawn, decided stays decided', async () => {
    await desk.as('alice');
    const [first, second] = [await desk.ask(), await desk.ask({ disk: 'b' })];
    desk.approvals.withdraw(second);
    await desk.as('bob');
    expect(() => desk.approvals.withdraw(first)).toThrow('alice asked for it');
    desk.approvals.decide(first, 'rejected', 'not this one');
    expect(() => desk.approvals.decide(first, 'approved', '')).toThrow('bob has rejected it');
    expect(() => desk.approvals.decide(second, 'approved', '')).toThrow('It was withdrawn');
    await desk.as('alice');
    await expect(desk.perform()).rejects.toThrow(/bob rejected it/);
    expect([desk.state(first), desk.state(second)]).toEqual(['rejected', 'withdrawn']);
  });

  it('an approval is for these parameters and this preview, not for what changes by itself', async () => {
    await desk.approved();
    await expect(desk.perform({ disk: 'b' })).rejects.toThrow(/nobody has approved exactly this/);
    Object.assign(desk.found, { size: 9, version: 1 });
    await expect(desk.perform()).rejects.toThrow(/nobody has approved exactly this/);
    Object.assign(desk.found, { size: 8, version: 2 });
    await desk.perform();
    expect(desk.wipe).toHaveBeenCalledTimes(1);
  });

  it('an approval is for whoever asked and whoever approved it, and not for a third person', async () => {
    await desk.operators.add({ name: 'carol', passphrase: null });
    const id = await desk.approved();
    await desk.as('carol');
    await expect(desk.perform()).rejects.toThrow(/nobody has approved exactly this/);
    await desk.as('bob');
    await desk.perform();
    expect(desk.wipe).toHaveBeenCalledTimes(1);
    expect(desk.state(id)).toBe('used');
    expect(desk.entries.find((it) => it.kind === 'operation.intent')).toMatchObject({
      actor: 'bob',
      data: { approver: 'bob', operator: { name: 'bob' } },
    });
    expect(desk.entries.find((it) => it.kind === 'approval.used')).toMatchObject({
      data: { requestedBy: 'alice' },
    });
  });

  it('a second person at the desk finds what is asked for already, and approves it there', async () => {
    await desk.as('alice');
    const id = await desk.ask();
    await desk.as('bob');
    const preview = await desk.door.preview(desk.kind, DISK, desk.options());
    expect(await desk.door.terms(preview)).toMatchObject({ approval: 'pending', actor: 'bob' });
    await expect(desk.perform()).rejects.toThrow(/still pending/);
    desk.approvals.decide(id, 'approved', '');
    expect(await desk.door.terms(preview)).toMatchObject({ approval: 'approved', approver: 'bob' });
  });

  it('an approval is not outlived by what a third person rejected, for whoever approved it either', async () => {
    await desk.operators.add({ name: 'carol', passphrase: null });
    await desk.approved();
    await desk.clock.advance(1000);
    const again = await desk.ask();
    await desk.as('carol');
    desk.approvals.decide(again, 'rejected', 'it is in use again');
    await desk.as('bob');
    await expect(desk.perform()).rejects.toThrow(/nobody has approved exactly this/);
    await desk.as('alice');
    await expect(desk.perform()).rejects.toThrow(/carol rejected it/);
    expect(desk.wipe).not.toHaveBeenCalled();
  });

  it('is refused as a conflict when it is not what was shown any more', async () => {
    const { hash } = await desk.door.preview(desk.kind, DISK, desk.options());
    Object.assign(desk.found, { size: 9, version: 1 });
    await desk.as('alice');
    await expect(
      desk.door.requestApproval(desk.kind, DISK, { ...desk.options(), hash, reason: 'full' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(desk.door.perform(desk.kind, DISK, desk.options({ hash }))).rejects.toMatchObject({
      code: 'conflict',
      message: 'What would be done now is not what was shown: wipe disk a of 9 GB; nothing was done',
    });
  });
});

describe('an approval expires', () => {
  it('after an hour, before and after it was given', async () => {
    const id = await desk.approved();
    await desk.as('alice');
    const second = await desk.ask({ disk: 'b' });
    await desk.clock.advance(HOUR + 1);
    expect([desk.state(id), desk.state(second)]).toEqual(['expired', 'expired']);
    await desk.as('bob');
    expect(() => desk.approvals.decide(second, 'approved', '')).toThrow('Its time is over');
    await desk.as('alice');
    await expect(desk.perform()).rejects.toThrow(/nobody has approved/);
  });

  it('and no clock that is set back gives it back, here or in another process', async () => {
    const id = await desk.approved();
    await desk.clock.advance(HOUR + 1);
    desk.setClockBy(-HOUR);
    expect(desk.state(id)).toBe('expired');
    expect(desk.state(id, desk.another())).toBe('expired');
    await desk.as('alice');
    await expect(desk.perform()).rejects.toThrow(/nobody has approved/);
  });

  it('by a clock that jumps years ahead, for good', async () => {
    const id = await desk.approved();
    desk.setClockBy(10 * 365 * 24 * HOUR);
    expect(desk.state(id)).toBe('expired');
    await desk.as('alice');
    await expect(desk.perform()).rejects.toThrow(/nobody has approved/);
    desk.setClockBy(0);
    expect(desk.state(id)).toBe('expired');
  });

  it('is no good by a clock on which it was not even asked for', async () => {
    const id = await desk.approved();
    desk.setClockBy(-HOUR);
    expect(desk.state(id, desk.another())).toBe('expired');
  });
});

describe('two processes on one store', () => {
  it('use an approval once', async () => {
    const id = await desk.approved();
    const other = desk.another();
    await desk.as('alice', other);
    const preview = await desk.door.preview(desk.kind, DISK, desk.options());
    const uses = [desk, other].map((at) =>
      at.approvals.use(id, { operationId: 'x', preview, requester: at.session.actor() }),
    );
    const ends = await Promise.allSettled(uses);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('tell each other of requests', async () => {
    const other = desk.another();
    const heard = vi.fn();
    const leave = other.approvals.subscribe(heard);
    await desk.as('alice');
    await desk.ask();
    await desk.clock.advance(1001);
    expect(heard).toHaveBeenCalledTimes(1);
    leave();
    expect(other.approvals.list()).toMatchObject([{ state: 'pending', requestedBy: 'alice' }]);
  });
});

describe('a row that was edited', () => {
  const replace = (name: string, from: string, to: string) => {
    const before = desk.column(name);
    expect(before).toContain(from);
    desk.edit(`UPDATE approval SET ${name} = ?`, before.replaceAll(from, to));
  };

  it.each([
    ['the parameters', () => replace('request', '"disk":"a"', '"disk":"b"')],
    ['the requester', () => replace('request', '"name":"alice"', '"name":"bob2"')],
    ['the expiry', () => replace('request', '"expiresAt":"2025', '"expiresAt":"2035')],
    ['the summary', () => replace('request', '8 GB', '1 GB')],
    ['the hash it is looked up by', () => desk.edit('UPDATE approval SET preview_hash = ?', 'f'.repeat(64))],
    ['the approver', () => replace('decision', '"name":"bob"', '"name":"eve"')],
    ['the note', () => replace('decision', 'I saw it too', 'I saw it two')],
    [
      'the signature of the request',
      () => replace('request_signature', desk.column('request_signature').slice(0, 8), 'AAAAAAAA'),
    ],
    [
      'the signature of the decision',
      () => desk.edit('UPDATE approval SET decision_signature = request_signature'),
    ],
    ['the text of the request', () => desk.edit('UPDATE approval SET request = ?', '{')],
  ])('is refused: %s', async (_, change) => {
    await desk.approved();
    change();
    await expect(desk.perform()).rejects.toMatchObject({ code: 'refused' });
    expect(desk.wipe).not.toHaveBeenCalled();
    expect(desk.approvals.list().every((it) => it.state === 'invalid' && it.problem !== null)).toBe(true);
  });

  it.each([
    ['rejected into approved', 'rejected' as const],
    ['pending into approved', null],
  ])('is refused: from %s', async (_, decision) => {
    await desk.as('alice');
    const id = await desk.ask();
    await desk.as('bob');
    if (decision !== null) {
      desk.approvals.decide(id, decision, '');
      replace('decision', '"rejected"', '"approved"');
    } else {
      // A real signature of bob's, made for something else.
      desk.edit(
        'UPDATE approval SET decision = request, decision_signature = ?',
        desk.session.sign('anything').signature,
      );
    }
    await desk.as('alice');
    await expect(desk.perform()).rejects.toMatchObject({ code: 'refused' });
    expect(desk.state(id)).toBe('invalid');
  });

  it('is refused when it was used, withdrawn or rejected before, as the journal knows', async () => {
    const id = await desk.approved();
    await desk.perform();
    desk.edit('UPDATE approval SET closed = NULL, closed_at = NULL');
    expect(desk.state(id)).toBe('approved');
    await expect(desk.perform()).rejects.toThrow(/the journal says that it was used/);
    expect(desk.wipe).toHaveBeenCalledTimes(1);
  });

  it('does not make somebody else of an operator', async () => {
    const id = await desk.approved();
    desk.edit(
      "UPDATE operator SET public_key = (SELECT public_key FROM operator WHERE name = 'alice') WHERE name = 'bob'",
    );
    expect(desk.state(id)).toBe('invalid');
    await expect(desk.perform()).rejects.toMatchObject({ code: 'refused' });
  });
});
