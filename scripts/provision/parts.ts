import { controlPlanePart } from './control-plane.ts';
import { debianPart } from './debian-part.ts';
import { kubectlPart } from './kubectl.ts';
import { objectStorePart } from './object-store.ts';
import type { Part } from './part.ts';
import { postgresPart } from './postgres.ts';
import { findProgram } from './programs.ts';
import { alertmanagerPart, prometheusPart, promtoolPart } from './prometheus.ts';

/** Everything tests need beyond `npm ci`. Versions are whatever the system brings; Debian 12's are known to work. */
export const parts = {
  postgres: postgresPart,
  redis: debianPart({
    name: 'redis',
    packages: ['redis-server'],
    locate: () => findProgram('redis-server'),
  }),
  influx: debianPart({ name: 'influx', packages: ['influxdb'], locate: () => findProgram('influxd') }),
  prometheus: prometheusPart,
  promtool: promtoolPart,
  alertmanager: alertmanagerPart,
  objects: objectStorePart,
  'control-plane': controlPlanePart,
  kubectl: kubectlPart,
  chromium: debianPart({
    name: 'chromium',
    packages: ['chromium'],
    locate: () => findProgram('chromium') ?? findProgram('google-chrome') ?? findProgram('chromium-browser'),
  }),
  /** The peer of load tests, in the bench. */
  wrk: debianPart({ name: 'wrk', packages: ['wrk'], locate: () => findProgram('wrk') }),
} satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/** The path of a part that is there; throws a sentence with the mend when it is not. */
export function requirePart(name: PartName): string {
  const path = parts[name].locate();
  if (path === undefined) throw new Error(`${name} is not there. Run: node scripts/provision.ts ${name}`);
  return path;
}
