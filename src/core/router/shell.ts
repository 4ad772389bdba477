import type { ControlCenter } from '../control-center/capabilities.ts';
import type { HostInfo, Telling } from './told.ts';

export function shellRoutes({ os, told }: Telling, { shell }: ControlCenter, host: HostInfo) {
  return {
    watch: os.shell.watch.handler(({ signal }) => told(shell.frames(host, signal))),
  };
}
