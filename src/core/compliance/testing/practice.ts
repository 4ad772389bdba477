import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';

interface Practice {
  sandbox: Sandbox;
  center: ControlCenter;
  /** Where the control center keeps its record. */
  folder: string;
}

/** One practice production for all tests of a file, without faults before each, and for each a control center of its own. */
export function practiceOfFile(): () => Practice {
  let sandbox: Sandbox;
  let current: Practice;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    sandbox = await startSandbox();
  }, 120_000);
  afterAll(() => sandbox?.close());

  beforeEach(async () => {
    const folder = await temporaryFolder('compliance');
    remove = folder.remove;
    const center = await openControlCenter({
      profile: await loadProfile(sandbox.profilePath),
      dataDirectory: folder.path,
      clock: systemClock(),
      log: silentLog,
      redactor: createRedactor(),
      env: process.env,
    });
    current = { sandbox, center, folder: folder.path };
  });
  afterEach(async () => {
    for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
    await current.center.close();
    await remove();
  });
  return () => current;
}
