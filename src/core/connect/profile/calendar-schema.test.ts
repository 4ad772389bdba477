import { expect, it } from 'vitest';
import { parseProfile } from './load.ts';

const parse = (calendar: string) =>
  parseProfile(`name: p\nenvironment: staging\ncalendar:\n${calendar}`, 'p.yaml');
const mistake = (calendar: string) => {
  try {
    parse(calendar);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
};

it('takes runbooks with the time they are due', () => {
  const { calendar } = parse(`
  - { runbook: daily-routine, at: never }
  - { runbook: ours, at: "30 6 * * 1-5", timeZone: Asia/Tokyo, parameters: { service: governance, pods: 3 }, attended: true }
`);
  expect(calendar).toHaveLength(2);
  expect(calendar?.[1]).toMatchObject({ timeZone: 'Asia/Tokyo', attended: true });
});

it.each([
  ['  - { runbook: a }', 'p.yaml: calendar[0].at (line 4): is missing'],
  [
    '  - { runbook: a, at: "9:00" }',
    'p.yaml: calendar[0].at (line 4): must be a cron expression of five fields, such as "0 9 * * *" (minute, hour, day, month, weekday)',
  ],
  [
    '  - { runbook: a, at: "0 0 31 2 *" }',
    'p.yaml: calendar[0].at (line 4): must be a cron expression of a day that comes',
  ],
  [
    '  - { runbook: a, at: "0 9 * * *", timeZone: Mars/Base }',
    'p.yaml: calendar[0].timeZone (line 4): must be the name of a time zone, such as Europe/Berlin',
  ],
  [
    '  - { runbook: a, at: "0 9 * * *", parameters: { list: [1] } }',
    'p.yaml: calendar[0].parameters.list (line 4): must be a text, a number, true or false',
  ],
  [
    '  - { runbook: a, at: "0 9 * * *", timezone: UTC }',
    'p.yaml: calendar[0].timezone (line 4): unknown key; did you mean timeZone?',
  ],
])('%s', (written, message) => {
  expect(mistake(written)).toBe(message);
});
