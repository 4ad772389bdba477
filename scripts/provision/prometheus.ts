import type { Part } from './part.ts';
import { unstablePart } from './unstable-part.ts';

const PROGRAMS = ['prometheus', 'promtool'] as const;

/** Prometheus 3: the peer that rules and PromQL are compared with. */
export const prometheusPart = part('prometheus');
export const promtoolPart = part('promtool');

/** What alerts of others come from. Debian 12 has 0.25; its makers call the program by another name. */
export const alertmanagerPart = unstablePart({
  name: 'alertmanager',
  program: 'prometheus-alertmanager',
  programs: ['prometheus-alertmanager'],
  packages: ['prometheus-alertmanager'],
  folder: 'alertmanager',
  title: 'Alertmanager',
  elsewhere: 'alertmanager',
  builtIn: ['/usr/share/prometheus/alertmanager'],
});

/** Debian 12 has 2.42, whose ranges and lookback differ from version 3 (left-open, Prometheus 3.0 notes). */
function part(program: (typeof PROGRAMS)[number]): Part {
  return unstablePart({
    ...{ name: program, program, programs: PROGRAMS, packages: PROGRAMS },
    ...{ folder: 'prometheus-3', title: 'Prometheus 3' },
  });
}
