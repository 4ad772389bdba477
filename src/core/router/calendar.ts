import type { ControlCenter } from '../control-center/capabilities.ts';
import { calendarFrames, calendarItemView } from '../runbooks/calendar/view.ts';
import type { HostInfo, Telling } from './told.ts';

export function calendarRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { calendar, clock } = center;
  const readOnly = host.readOnly ?? false;
  return {
    watch: os.calendar.watch.handler(({ signal }) => told(calendarFrames({ calendar, clock, signal }))),
    run: os.calendar.run.handler(({ input }) => calendar.run(input.id, { readOnly })),
    skip: os.calendar.skip.handler(({ input }) => calendarItemView(calendar.skip(input.id, input.note))),
  };
}
