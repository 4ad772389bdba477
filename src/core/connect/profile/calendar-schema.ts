import { z } from 'zod';
import { isTimeZone, parseSchedule } from '../../kernel/schedule.ts';
import { name } from './parts.ts';

/** In place of a schedule: a routine of the guides does not come. */
export const NEVER = 'never';

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

const calendarEntrySchema = z
  .strictObject({
    runbook: name.describe('its id; that of a routine of the guides replaces when that comes'),
    at: name.describe('cron expression of five fields, such as "0 9 * * 1-5"; or never'),
    timeZone: name.optional().describe('IANA name, such as Europe/Berlin; default that of the machine'),
    parameters: z.record(z.string(), z.unknown()).optional().describe('of the runbook'),
    attended: z.boolean().optional().describe('it waits for somebody to start it; default false'),
  })
  .superRefine(({ at, timeZone = 'UTC', parameters = {} }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const isPlace = isTimeZone(timeZone);
    if (!isPlace) wrong(['timeZone'], 'must be the name of a time zone, such as Europe/Berlin');
    for (const [key, value] of Object.entries(parameters)) {
      if (!isPlain(value)) wrong(['parameters', key], 'must be a text, a number, true or false');
    }
    if (at === NEVER) return;
    try {
      parseSchedule(at, isPlace ? timeZone : 'UTC');
    } catch (error) {
      wrong(['at'], `must be ${error instanceof Error ? error.message : 'a cron expression'}`);
    }
  });

export const calendarSchema = z.array(calendarEntrySchema).max(200, 'has at most 200 entries');

export type WrittenCalendar = z.infer<typeof calendarSchema>;
