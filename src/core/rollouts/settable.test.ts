import { describe, expect, it } from 'vitest';
import type { Settable } from '../cluster/traffic/index.ts';
import { planOf } from './plan.ts';
import { driverSaid, refuseUnsettable, sharesText } from './settable.ts';

const signal = new AbortController().signal;
const driver = (shares: () => Promise<Settable>) =>
  ({
    ...{ id: 'argo', title: 'Steps of a Rollout', source: 'Rollout acgs/models', can: 'gets to its steps' },
    ...{ restarts: false, verifiedBy: null, shares },
  }) as unknown as Parameters<typeof driverSaid>[0];
const STEPS: Settable = { settable: [0, 10, 100], why: 'Its steps say so.' };
const plan = (percentages: string) => planOf({ percentages, monitor: '1h,1h,0s' }, []);

describe('a plan that the driver cannot set', () => {
  it('is refused before the first write, with the stage and what can be set', async () => {
    await expect(
      refuseUnsettable(
        plan('10,50,100'),
        driver(async () => STEPS),
        signal,
      ),
    ).rejects.toMatchObject({
      code: 'usage',
      message: 'Stage 2: Rollout acgs/models cannot be set to 50 % now, only to 0, 10 and 100 %',
      hint: 'Its steps say so.',
    });
  });

  it('is none where it can set each of its shares, or every one', async () => {
    const three = { settable: [0, 10, 50, 100], why: null };
    await refuseUnsettable(
      plan('10,50,100'),
      driver(async () => three),
      signal,
    );
    await refuseUnsettable(
      plan('7,13,99'),
      driver(async () => ({ settable: null, why: null })),
      signal,
    );
  });

  it('is refused where nobody can look at what it can set', async () => {
    const gone = driver(() => Promise.reject(new Error('There is no Rollout acgs/models')));
    await expect(refuseUnsettable(plan('10,50,100'), gone, signal)).rejects.toThrow('There is no Rollout');
    expect(await driverSaid(gone, signal)).toMatchObject({
      ...{ shares: null, problem: { message: 'There is no Rollout acgs/models' } },
    });
  });
});

it('lists shares in words', () => {
  expect([[], [0], [0, 10], [0, 10, 50]].map(sharesText)).toEqual([
    'nothing',
    '0 %',
    '0 and 10 %',
    '0, 10 and 50 %',
  ]);
});
