import { expect, it } from 'vitest';
import { type Driven, killedAt, undisturbed } from './testing/runbook-kills.ts';

const restart: Driven = { runbook: 'restart-service', parameters: { service: 'governance' }, faults: [] };

// A slice of npm run soak -- runbook-kills, which takes every write of every runbook that changes something.
it('makes no change of a runbook twice, and finishes it, wherever the application is killed', async () => {
  const expected = await undisturbed(restart);
  expect(expected).toMatchObject({
    status: 'succeeded',
    changes: ['PATCH /apis/apps/v1/namespaces/acgs-production/deployments/gs-service'],
  });
  const faults: string[] = [];
  for (let write = 2; write <= expected.written; write += 2) {
    faults.push(...(await killedAt(restart, { write }, expected)));
  }
  expect(faults).toEqual([]);
}, 180_000);
