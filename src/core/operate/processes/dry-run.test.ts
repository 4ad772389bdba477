import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { dryRun } from './dry-run.ts';
import { inARow, newWorld, openProcesses, step } from './testing/open-processes.ts';

const clock = manualClock();

async function foresee(definition: ReturnType<typeof inARow>, world = newWorld()) {
  const { actions, close } = openProcesses({ clock, world });
  const found = await dryRun({
    definition,
    parameters: { lamp: 'desk' },
    actions,
    context: {
      ...{
        runId: 'dry',
        definitionHash: '',
        clock,
        signal: new AbortController().signal,
        progress: () => undefined,
      },
      consent: { readOnly: false },
    },
  });
  await close();
  return { found, world };
}

describe('a dry run', () => {
  it('changes nothing, shows the calls, and says what nobody can know', async () => {
    const world = newWorld();
    world.readings.set('meter', { lamp: 'floor' });
    const { found } = await foresee(
      inARow(
        step('look', 'read', { reading: 'meter' }),
        step('turn', 'lamp.turn', { lamp: '${{ steps.look.output.lamp }}' }),
        step('again', 'read', { reading: 'meter' }),
        step('by-turn', 'lamp.turn', { lamp: '${{ steps.turn.output.summary }}' }),
        step('never', 'lamp.turn', { lamp: 'x' }, { when: { value: '${{ parameters.lamp }}', is: 'other' } }),
      ),
      world,
    );
    expect(found.map(({ step: id, how }) => [id, how])).toEqual([
      ['look', 'probed'],
      ['turn', 'not-predictable'],
      ['again', 'probed'],
      ['by-turn', 'not-predictable'],
      ['never', 'skipped'],
    ]);
    expect(found[1]?.calls).toEqual([{ method: 'PUT', path: '/lamps/floor' }]);
    expect(found[2]?.notes).toEqual(['As it is before "turn"']);
    expect(found[3]).toMatchObject({ words: 'It goes by what turn will give', calls: [] });
    expect(world.lamps.size).toBe(0);
  });

  it('names its steps as the run would', async () => {
    const turn = { ...step('turn', 'lamp.turn', { lamp: 'desk' }), title: 'Turn ${{ parameters.lamp }}' };
    const { found } = await foresee(inARow(turn));
    expect(found.map(({ title }) => title)).toEqual(['Turn desk']);
  });

  it('says what would fail as the world is, and that the rest is not reached', async () => {
    const { found } = await foresee(
      inARow(step('turn', 'lamp.turn', { lamp: 7 }), step('look', 'read', { reading: 'meter' })),
    );
    expect(found).toMatchObject([
      { how: 'fails', words: expect.stringMatching(/^lamp of lamp.turn: /) },
      { how: 'skipped', words: 'Not reached: turn would fail' },
    ]);
  });
});
