import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finished } from '../testing/launch.ts';
import { openProduction, PASSPHRASE, type Person } from '../testing/production.ts';

/** Each log-in opens a sealed key: half a second on a machine that has nothing else to do. */
const PATIENCE = { timeout: 240_000 };

let production: Awaited<ReturnType<typeof openProduction>>;
/** Everything that was written to a terminal, to look for what must not be there. */
let told = '';

beforeAll(async () => {
  production = await openProduction('approvals');
}, 60_000);

afterAll(() => production?.close());

async function acgs(words: string[], as?: Person, secretOf = as): Promise<Finished> {
  const done = await production.acgs(words, as, secretOf);
  told += done.out + done.err;
  return done;
}

const scaleToNone = ['cluster', 'scale', 'ec-service', '--replicas', '0'];
const confirmed = ['--confirm', 'acgs-production'];

describe('two operators on the command line', PATIENCE, () => {
  it('one asks to scale to none in production, the other agrees, and it is done once', async () => {
    for (const name of ['alice', 'bob'] as const) {
      expect(await acgs(['operators', 'add', name], undefined, name)).toMatchObject({ code: 0 });
    }
    expect(JSON.parse((await acgs(['operators', 'list', '--json'])).out).items).toMatchObject([
      { name: 'alice', key: 'passphrase' },
      { name: 'bob', key: 'passphrase' },
    ]);

    expect(await acgs([...scaleToNone, ...confirmed])).toMatchObject({
      code: 4,
      err: expect.stringContaining('somebody has to be logged in'),
    });
    expect(await acgs([...scaleToNone, ...confirmed], 'alice', 'bob')).toMatchObject({
      code: 4,
      err: expect.stringContaining('The passphrase is not that of alice'),
    });
    expect(await acgs([...scaleToNone, ...confirmed], 'alice')).toMatchObject({
      code: 4,
      err: expect.stringContaining('nobody has approved exactly this yet'),
    });

    const asked = await acgs([...scaleToNone, '--request-approval', 'it corrupts models', '--json'], 'alice');
    expect(asked.code).toBe(0);
    const { id } = JSON.parse(asked.out);
    expect((await acgs(['approvals', 'show', id])).out).toMatch(
      /PATCH .*ec-service\/scale[\s\S]*replicas: 0[\s\S]*Asked by alice/,
    );
    expect(await acgs(['approvals', 'approve', id])).toMatchObject({ code: 2 });
    expect(await acgs(['approvals', 'approve', id], 'alice')).toMatchObject({
      code: 4,
      err: expect.stringContaining('You asked for it yourself'),
    });
    expect(await acgs(['approvals', 'approve', id.slice(0, 8), '--note', 'seen'], 'bob')).toMatchObject({
      code: 0,
      out: `${id} is approved\n`,
    });

    const done = await acgs([...scaleToNone, ...confirmed, '--json'], 'alice');
    expect(done.code, done.err).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ evidence: { to: 0 }, verification: { ok: true } });
    await acgs(['cluster', 'scale', 'ec-service', '--replicas', '2', ...confirmed]);
    expect(await acgs([...scaleToNone, ...confirmed], 'alice')).toMatchObject({ code: 4 });

    const { items } = JSON.parse((await acgs(['audit', 'list', '--json'])).out);
    const intent = items.find((it: { data: { approver?: string } }) => it.data.approver === 'bob');
    expect(intent).toMatchObject({ actor: 'alice', kind: 'operation.intent' });
  });

  it('one breaks the glass, and the other reviews it', async () => {
    const broken = await acgs(
      [...scaleToNone, ...confirmed, '--break-glass', 'models are being corrupted, nobody answers', '--json'],
      'alice',
    );
    expect(broken.code, broken.err).toBe(0);
    const listed = await acgs(['approvals', 'list', '--json']);
    const [review] = JSON.parse(listed.out).reviews;
    expect(review).toMatchObject({ operator: 'alice', reviewedBy: null });
    expect(await acgs(['approvals', 'review', review.id, '--note', 'x'], 'alice')).toMatchObject({ code: 4 });
    expect(await acgs(['approvals', 'review', review.id, '--note', 'it was right'], 'bob')).toMatchObject({
      code: 0,
    });
  });

  it('one has a run ask, nobody but the other approves it, and the run goes on for either of them', async () => {
    const run = async (words: string[], as?: Person) => {
      const { code, out, err } = await acgs([...words, '--json'], as);
      return { code, err, ...(JSON.parse(out) as { runId: string; status: string; why: string }) };
    };
    const begin = () => run(['runbooks', 'run', 'clear_redis_cache', ...confirmed], 'alice');
    const ask = (id: string) =>
      run(['runs', 'resume', id, '--answer', 'flush=request', '--note', 'it is full of old data'], 'alice');
    const pending = async () => {
      const { items } = JSON.parse((await acgs(['approvals', 'list', '--json'])).out);
      return items
        .filter((it: { state: string }) => it.state === 'pending')
        .map(({ id }: { id: string }) => id);
    };

    const first = await begin();
    expect(first).toMatchObject({
      code: 3,
      status: 'waiting',
      why: expect.stringContaining('has to approve this first'),
    });
    expect(await ask(first.runId)).toMatchObject({ code: 3, status: 'waiting' });
    const [approval, ...more] = await pending();
    expect(more).toEqual([]);
    expect(await acgs(['approvals', 'approve', approval], 'alice')).toMatchObject({ code: 4 });
    expect(await run(['runs', 'resume', first.runId], 'bob')).toMatchObject({ code: 3, status: 'waiting' });
    expect(await pending()).toEqual([approval]);
    expect(await acgs(['approvals', 'approve', approval], 'bob')).toMatchObject({ code: 0 });
    expect(await acgs(['approvals', 'reject', approval, '--note', 'after all'], 'bob')).toMatchObject({
      code: 4,
    });
    expect(await run(['runs', 'resume', first.runId], 'bob')).toMatchObject({ code: 0, status: 'succeeded' });
    expect(await pending()).toEqual([]);
  });

  it('keys are sealed, and passphrases are nowhere but in their files', async () => {
    const { id } = JSON.parse((await acgs(['operators', 'list', '--json'])).out).items[0];
    const key = join(production.folder, 'acgs-control-center', 'operators', `${id}.key`);
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const journal = await readFile(join(production.folder, 'acgs-control-center', 'journal.db'), 'latin1');
    for (const passphrase of Object.values(PASSPHRASE)) {
      for (const [where, text] of Object.entries({ told, journal, key: await readFile(key, 'utf8') })) {
        expect(text, where).not.toContain(passphrase.split(' ')[0]);
      }
    }
    expect(told).not.toContain('PRIVATE KEY');
  });
});
