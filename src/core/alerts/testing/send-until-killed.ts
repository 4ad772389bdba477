import { systemClock } from '../../kernel/clock.ts';
import { openAlertDesk } from './desk.ts';

/**
 * Evaluates and notifies until it is killed: `node send-until-killed.ts FOLDER WEBHOOK PROCESS`. Prints a line when
 * the alert fires.
 */
const [directory = '', url = '', processId = '1'] = process.argv.slice(2);
const clock = systemClock();
const desk = openAlertDesk({
  directory,
  clock,
  processId: Number(processId),
  profile: {
    alerts: { rules: [`${directory}/at-once.yaml`], intervalSeconds: 1, webhooks: [{ name: 'pager', url }] },
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
