import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { follow, rolloutState } from './rollout.ts';

interface Figures {
  generation?: number;
  observed?: number;
  desired?: number;
  replicas?: number;
  updated?: number;
  available?: number;
  reason?: string;
  paused?: boolean;
}

function deployment(figures: Figures) {
  const { generation = 1, observed = 1, desired = 3, reason = 'ReplicaSetUpdated', paused = false } = figures;
  const { replicas = desired, updated = desired, available = desired } = figures;
  return {
    metadata: { name: 'gs', generation },
    spec: { replicas: desired, paused },
    status: {
      observedGeneration: observed,
      replicas,
      updatedReplicas: updated,
      availableReplicas: available,
      conditions: [{ type: 'Progressing', status: 'True', reason }],
    },
  };
}

describe("the state of a rollout, in kubectl's words", () => {
  it.each<[Figures, string, string]>([
    [{ generation: 2 }, 'progressing', 'Waiting for deployment spec update to be observed...'],
    [
      { updated: 1 },
      'progressing',
      'Waiting for deployment "gs" rollout to finish: 1 out of 3 new replicas have been updated...',
    ],
    [
      { replicas: 5 },
      'progressing',
      'Waiting for deployment "gs" rollout to finish: 2 old replicas are pending termination...',
    ],
    [
      { available: 2 },
      'progressing',
      'Waiting for deployment "gs" rollout to finish: 2 of 3 updated replicas are available...',
    ],
    [{}, 'complete', 'deployment "gs" successfully rolled out'],
    [
      { updated: 1, reason: 'ProgressDeadlineExceeded' },
      'failed',
      'deployment "gs" exceeded its progress deadline',
    ],
    // Not kubectl's: it would wait for ever.
    [{ updated: 1, paused: true }, 'failed', 'deployment "gs" is paused: its rollout does not go on'],
    [{ paused: true }, 'complete', 'deployment "gs" successfully rolled out'],
  ])('%o is %s', (figures, phase, words) => {
    expect(rolloutState(deployment(figures))).toEqual({ phase, words });
  });
});

describe('following a rollout', () => {
  /** Answers one after the other; the last one for ever. */
  function watch(answers: (Figures | Error)[]) {
    const clock = manualClock();
    const lines: string[] = [];
    const stop = new AbortController();
    const end = follow({
      kubernetes: {
        async request() {
          const answer = answers.length > 1 ? answers.shift() : answers[0];
          if (answer instanceof Error) throw answer;
          return deployment(answer ?? {});
        },
      },
      of: { namespace: 'acgs', name: 'gs' },
      clock,
      judge: rolloutState,
      onProgress: (line) => lines.push(line),
      signal: stop.signal,
    });
    return { clock, lines, stop, end };
  }

  it('tells each step once and ends with the rollout, a server that was away meanwhile or not', async () => {
    const away = new OperatorError('unreachable', 'the API: connection refused');
    const { clock, lines, end } = watch([{ updated: 1 }, { updated: 1 }, away, { available: 2 }, {}]);
    await clock.advance(5000);
    expect(await end).toEqual({ ok: true, words: 'deployment "gs" successfully rolled out' });
    expect(lines.map((line) => line.split(': ').at(-1))).toEqual([
      '1 out of 3 new replicas have been updated...',
      'connection refused; looking again',
      '2 of 3 updated replicas are available...',
    ]);
  });

  it('ends when nothing has moved for longer than the deadline, as a controller that is away leaves it', async () => {
    const { clock, end } = watch([{ generation: 2 }]);
    await clock.advance(700_000);
    expect(await end).toEqual({
      ok: false,
      words: 'Waiting for deployment spec update to be observed... No progress for 660 s.',
    });
  });

  it('ends at once when it may not look, or is told to stop', async () => {
    const refused = new OperatorError('forbidden', 'no');
    await expect(watch([refused]).end).rejects.toBe(refused);
    const { stop, end } = watch([{ updated: 1 }]);
    stop.abort(new OperatorError('stopped', 'Stopped.'));
    await expect(end).rejects.toMatchObject({ code: 'stopped' });
  });
});
