import type { Profile } from '../../connect/profile/schema.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openAlertDesk } from './desk.ts';

/**
 * Evaluates and notifies until it is killed: `node send-until-killed.ts FOLDER RECEIVERS PROCESS`, the receivers as
 * JSON of the profile's `alerts`. Prints a line when the alert fires.
 */
const [directory = '', written = '{}', processId = '1'] = process.argv.slice(2);
const receivers: Pick<NonNullable<Profile['alerts']>, 'webhooks' | 'email'> = JSON.parse(written);
const clock = systemClock();
const desk = openAlertDesk({
  directory,
  clock,
  processId: Number(processId),
  profile: {
    alerts: { rules: [`${directory}/at-once.yaml`], intervalSeconds: 1, ...receivers },
  },
});
desk.alerts.start();
let told = false;
setInterval(() => {
  desk.measure({ always_bad: 1 });
  const fires = desk.alerts.frame().items.some(({ name, state }) => name === 'AtOnce' && state === 'firing');
  if (fires && !told) process.stdout.write('firing\n');
  told ||= fires;
}, 100);
