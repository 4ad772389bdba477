import { beforeEach, describe, expect, it } from 'vitest';
import type { openBreakingCluster } from './breaking-cluster.ts';

/** A cluster whose connection breaks, and what changed it in its own words: `PATCH …/deployments/x`. */
export interface BrokenGround {
  breaking: Awaited<ReturnType<typeof openBreakingCluster>>;
  changes: () => Promise<readonly string[]>;
}

/**
 * What has to hold wherever the connection breaks in the middle of a run: nobody knows whether the step was done, the
 * run waits for its operator with what the cluster says by now, and does what they say, once.
 */
export function describeBrokenConnections(ground: () => BrokenGround): void {
  let seen = 0;
  /** Paths changed since the last look, in order: `note` for the configuration, `restart` for the service. */
  const changed = async () => {
    const all = await ground().changes();
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh.flatMap((it) =>
      /configmaps/.test(it) ? ['note'] : /deployments/.test(it) ? ['service'] : [],
    );
  };
  beforeEach(async () => {
    await changed();
    // A deployment is restarted once a second, as with kubectl.
    const second = () => Math.floor(Date.now() / 1000);
    const before = second();
    await expect.poll(second, { timeout: 3000 }).toBeGreaterThan(before);
  });

  const runCut = async (
    step: 'note' | 'restart',
    cut: 'before-request' | 'before-answer' | 'within-answer',
  ) => {
    const { breaking } = ground();
    breaking.meanNext(step);
    breaking.proxy.cutNext(cut);
    const before = breaking.proxy.cuts();
    const left = await breaking.run();
    expect(left).toMatchObject({ code: 3, status: 'waiting', steps: { look: { status: 'pending' } } });
    expect(left.steps[step]).toMatchObject({
      ...{ status: 'unknown', attempts: 1 },
      question: { kind: 'unknown', text: expect.stringContaining('it is not known whether this was done') },
    });
    expect(left.why).toContain('. Now: ');
    expect(breaking.proxy.cuts()).toBe(before + 1);
    return left;
  };

  describe('a change whose connection breaks', { timeout: 120_000 }, () => {
    it('before the request arrived is not known either, and done once when the operator has it done again', async () => {
      const { runId, why } = await runCut('restart', 'before-request');
      expect(why).toContain('Now: what is left to do is: Restart deployment');
      expect(await changed()).toEqual(['note']);

      const again = await ground().breaking.acgs('runs', 'resume', runId);
      expect(again).toMatchObject({ code: 3, status: 'waiting', steps: { restart: { status: 'unknown' } } });
      expect(await changed()).toEqual([]);

      const done = await ground().breaking.acgs('runs', 'resume', runId, '--retry', 'restart');
      expect(done).toMatchObject({ code: 0, status: 'succeeded', steps: { restart: { attempts: 2 } } });
      expect(await changed()).toEqual(['service']);
    });

    it('before the answer came is not repeated, and is done when the operator says so', async () => {
      const { runId } = await runCut('restart', 'before-answer');
      expect(await changed()).toEqual(['note', 'service']);
      const note = 'its pods are new';
      const done = await ground().breaking.acgs(
        'runs',
        'resume',
        runId,
        '--mark-done',
        'restart',
        '--note',
        note,
      );
      expect(done).toMatchObject({
        ...{ code: 0, status: 'succeeded' },
        steps: { restart: { status: 'succeeded', words: expect.stringContaining(note) } },
      });
      expect(await changed()).toEqual([]);
    });

    it('in the middle of the answer is taken back with what was done before it, the last first', async () => {
      const { runId } = await runCut('restart', 'within-answer');
      expect(await changed()).toEqual(['note', 'service']);
      const undone = await ground().breaking.acgs('runs', 'resume', runId, '--compensate');
      expect(undone).toMatchObject({
        ...{ code: 1, status: 'failed', why: expect.stringContaining('2 taken back') },
        steps: { look: { status: 'pending' } },
      });
      expect(await changed()).toEqual(['service', 'note']);
    });

    it('is told as done where the cluster says that it is so', async () => {
      const { runId, steps } = await runCut('note', 'before-answer');
      expect(steps.note?.question).toMatchObject({
        probed: { done: true },
        text: expect.stringContaining('Now: it is so already'),
      });
      expect(await changed()).toEqual(['note']);
      const done = await ground().breaking.acgs('runs', 'resume', runId, '--retry', 'note');
      expect(done).toMatchObject({ code: 0, status: 'succeeded' });
      // Done again, it finds that there is nothing to do.
      expect(await changed()).toEqual(['service']);
    });
  });
}
