import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionKind } from '../../operate/processes/action.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import {
  inARow,
  openProcesses,
  step,
  type TestProcesses,
} from '../../operate/processes/testing/open-processes.ts';
import { DISK, openWipeDesk, type WipeDesk } from '../../operate/testing/wipe-desk.ts';
import { contextHere } from '../testing/act.ts';
import { approvalAction } from './approval.ts';

const PRODUCTION = { name: 'acgs-production', environment: 'production' } as const;
const HOUR = 3_600_000;
const TEXT = 'The database is replaced by its backup.';

let desk: WipeDesk;
let of: TestProcesses;
let action: ActionKind;

beforeEach(async () => {
  desk = await openWipeDesk();
  const actor = desk.session.actor;
  action = approvalAction({ ground: PRODUCTION, approvals: desk.approvals, actor }) as ActionKind;
  of = openProcesses({
    clock: desk.clock,
    ground: PRODUCTION,
    actions: [action, operationAction(desk.kind, desk.door) as ActionKind],
    actor: () => actor().name,
    onApproval: desk.approvals.subscribe,
  });
  await desk.as('alice');
});
afterEach(async () => {
  await of.close();
  desk.leave();
});

const start = async (text = TEXT) => {
  const definition = inARow(step('sign', 'approval', { text }, { timeoutMs: 24 * HOUR }));
  const { id } = await of.processes.start({ definition, parameters: {}, readOnly: false });
  await desk.clock.advance(0);
  return id;
};
const sign = (id: string) => of.processes.get(id).steps[0];
const ask = async (id: string) => {
  of.processes.answer(id, 'sign', { choice: 'request', note: 'before the restore' });
  await desk.clock.advance(0);
  return desk.approvals.list()[0]?.id ?? '';
};
const decide = async (who: string, id: string, decision: 'approved' | 'rejected') => {
  await desk.as(who);
  try {
    desk.approvals.decide(id, decision, 'seen');
  } finally {
    await desk.as('alice');
    await desk.clock.advance(0);
  }
};

describe('a step that needs a second person', () => {
  it('waits, asks, and goes on when somebody else has approved it', async () => {
    const id = await start();
    expect(sign(id)).toMatchObject({ status: 'waiting', question: { kind: 'approval' } });
    const approval = await ask(id);
    expect(sign(id)?.question?.text).toContain('waits for the approval of a second person');
    expect(desk.approvals.find(approval)).toMatchObject({
      requestedBy: 'alice',
      preview: { summary: TEXT, target: `step sign of run ${id}` },
    });
    await decide('bob', approval, 'approved');
    expect(of.processes.get(id)).toMatchObject({ status: 'succeeded' });
    expect(sign(id)?.state.output).toEqual({ by: 'bob', approval });
  });

  it('is not approved by whoever asked', async () => {
    const id = await start();
    const approval = await ask(id);
    await expect(decide('alice', approval, 'approved')).rejects.toThrow('You asked for it yourself');
    expect(sign(id)).toMatchObject({ status: 'waiting' });
    expect(desk.approvals.find(approval).state).toBe('pending');
  });

  it('asks for one request only, and may be asked and approved by two others than whoever started it', async () => {
    const id = await start();
    await desk.as('bob');
    const approval = await ask(id);
    expect(desk.approvals.list()).toHaveLength(1);
    expect(sign(id)?.question?.choices.map((choice) => choice.id)).toEqual(['skip', 'break-glass']);
    await expect(decide('bob', approval, 'approved')).rejects.toThrow('You asked for it yourself');
    await decide('alice', approval, 'approved');
    expect(sign(id)?.state.output).toEqual({ by: 'alice', approval });
  });

  it('takes no approval whose time is over', async () => {
    const id = await start();
    const approval = await ask(id);
    of.processes.pause(id, 'lunch');
    await decide('bob', approval, 'approved');
    await desk.clock.advance(HOUR + 1000);
    await desk.as('alice');
    of.processes.resume(id);
    await desk.clock.advance(0);
    expect(desk.approvals.find(approval).state).toBe('expired');
    expect(sign(id)).toMatchObject({ status: 'waiting', question: { kind: 'approval' } });
    await decide('bob', await ask(id), 'approved');
    expect(of.processes.get(id).status).toBe('succeeded');
  });

  it('takes none that is for another run, another text or another procedure', async () => {
    const first = await start();
    const approval = await ask(first);
    await decide('bob', approval, 'approved');
    expect(of.processes.get(first).status).toBe('succeeded');
    for (const id of [await start(), await start('Another text.')]) {
      expect(sign(id)).toMatchObject({ status: 'waiting', question: { kind: 'approval' } });
    }
    const { definitionHash } = of.processes.get(first);
    const context = { clock: desk.clock, runId: first, stepId: 'sign' };
    const standing = async (hash: string) =>
      (await action.foresee({ text: TEXT }, contextHere({ ...context, definitionHash: hash }))).approval;
    expect(await standing(definitionHash)).toBeUndefined();
    expect(await standing('f'.repeat(64))).toBe('missing');
  });

  it('keeps an approval that comes while the run pauses until it goes on', async () => {
    const id = await start();
    const approval = await ask(id);
    of.processes.pause(id, 'lunch');
    await decide('bob', approval, 'approved');
    expect(of.processes.get(id).status).toBe('paused');
    of.processes.resume(id);
    await desk.clock.advance(0);
    expect(of.processes.get(id).status).toBe('succeeded');
  });

  it('fails when it is rejected, and what is decided is not decided again', async () => {
    const id = await start();
    const approval = await ask(id);
    await decide('bob', approval, 'rejected');
    expect(of.processes.get(id)).toMatchObject({ status: 'failed' });
    expect(sign(id)).toMatchObject({ words: `${TEXT}: a second person rejected it`, question: null });
    const other = await start();
    const approved = await ask(other);
    await decide('bob', approved, 'approved');
    await expect(decide('bob', approved, 'rejected')).rejects.toThrow('bob has approved it');
    expect(of.processes.get(other).status).toBe('succeeded');
  });

  it('goes on without, with a reason that is reviewed', async () => {
    const id = await start();
    const hasty = { choice: 'break-glass', note: 'now!' };
    expect(() => of.processes.answer(id, 'sign', hasty)).toThrow('a reason of at least 10 characters');
    expect(sign(id)).toMatchObject({ status: 'waiting', question: { kind: 'approval' } });
    of.processes.answer(id, 'sign', { choice: 'break-glass', note: 'bob is on a plane, data is being lost' });
    await desk.clock.advance(0);
    expect(sign(id)?.state.output).toEqual({ by: 'alice', approval: 'broken-glass' });
    expect(desk.approvals.glasses.list()).toHaveLength(1);
  });
});

describe('a change that needs a second person', () => {
  const wipe = async () => {
    const definition = inARow(step('wipe', 'test.wipe', DISK, { timeoutMs: HOUR }));
    const given = { agreement: 'given', confirm: PRODUCTION.name, readOnly: false } as const;
    const { id } = await of.processes.start({ definition, parameters: {}, ...given });
    await desk.clock.advance(0);
    return id;
  };
  const request = async (id: string) => {
    of.processes.answer(id, 'wipe', { choice: 'request', note: 'the disk is full' });
    await desk.clock.advance(0);
    return desk.approvals.list()[0]?.id ?? '';
  };

  it('is asked for once, and done when somebody else logs in at the same desk and approves it', async () => {
    const id = await wipe();
    const approval = await request(id);
    await desk.as('bob');
    await desk.clock.advance(0);
    expect(of.processes.get(id).steps[0]?.question?.text).toContain(
      'waits for the approval of a second person',
    );
    desk.approvals.decide(approval, 'approved', 'seen');
    await desk.clock.advance(0);
    expect(of.processes.get(id).status).toBe('succeeded');
    expect(desk.wipe).toHaveBeenCalledTimes(1);
    expect(desk.approvals.list()).toMatchObject([{ state: 'used', requestedBy: 'alice', decidedBy: 'bob' }]);
  });

  it('is not done on the word of whoever asked, and waits while the run is paused', async () => {
    const id = await wipe();
    const approval = await request(id);
    expect(() => desk.approvals.decide(approval, 'approved', '')).toThrow('You asked for it yourself');
    of.processes.pause(id, 'lunch');
    await desk.as('bob');
    desk.approvals.decide(approval, 'approved', 'seen');
    await desk.clock.advance(0);
    expect(of.processes.get(id).status).toBe('paused');
    expect(desk.wipe).not.toHaveBeenCalled();
    of.processes.resume(id);
    await desk.clock.advance(0);
    expect(of.processes.get(id).status).toBe('succeeded');
    expect(desk.wipe).toHaveBeenCalledTimes(1);
  });
});
