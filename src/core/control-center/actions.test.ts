import { expect, it } from 'vitest';
import { parseProfile } from '../connect/profile/load.ts';
import { openControlCenter } from '../control-center.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { BUILT_ACTIONS, KNOWN_ACTIONS } from '../runbooks/actions/known.ts';

it('says of exactly those actions that they exist which do, and of no graver risk than is known', async () => {
  const center = await openControlCenter({
    profile: parseProfile('name: test\nenvironment: staging', 'p.yaml'),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
  try {
    const { actions } = center.runbooks;
    expect([...actions.keys()].sort()).toEqual([...BUILT_ACTIONS].sort());
    const risks = (of: ReadonlyMap<string, { risk: string }>) =>
      [...BUILT_ACTIONS].map((name) => `${name}: ${of.get(name)?.risk}`);
    expect(risks(actions)).toEqual(risks(KNOWN_ACTIONS));
  } finally {
    await center.close();
  }
});
