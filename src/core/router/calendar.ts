import type { ControlCenter } from '../control-center/capabilities.ts';
import { calendarFrames, calendarItemView } from '../runbooks/calendar/view.ts';
import type { HostInfo, Telling } from './told.ts';

export function calendarRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { calendar, clock, profile } = center;
  const readOnly = host.readOnly ?? false;
  const hindrance = readOnly || profile.readOnly ? 'Read-only mode: nothing can be decided here.' : null;
  return {
    watch: os.calendar.watch.handler(({ signal }) =>
      told(calendarFrames({ calendar, clock, hindrance, signal })),
    ),
    run: os.calendar.run.handler(({ input }) => calendar.run(input.id, { readOnly })),
    dismiss: os.calendar.dismiss.handler(({ input: { id, note } }) =>
      calendarItemView(calendar.dismiss(id, note, { readOnly })),
    ),
  };
}
