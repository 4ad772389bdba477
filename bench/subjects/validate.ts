import { setTimeout as delay } from 'node:timers/promises';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { watchLoop } from './loop-delay.ts';

/**
 * `validate PROFILE DATA`: how long a whole validation keeps the main thread of a control center in one piece that has
 * looked at everything's health before. It says when it begins, how late its event loop was, and what was found.
 */
const [profilePath = '', dataDirectory = ''] = process.argv.slice(2);
const center = await openControlCenter({
  profile: await loadProfile(profilePath),
  dataDirectory,
  clock: systemClock(),
  log: silentLog,
  redactor: createRedactor(),
});
const { signal } = new AbortController();
await center.health.check(signal);
const loop = watchLoop();
// The monitor's own first turns are not what is asked for.
await delay(50);
loop.restart();
console.log('validating');
const found = await center.compliance.validate({ mode: 'production', signal });
console.log(JSON.stringify(loop.read()));
console.log(JSON.stringify(found));
await center.close();
