import type {
  BottleneckEvidence,
  BottleneckReport,
  BottleneckSuspect,
} from '../../../../contract/bottlenecks.ts';
import { type Figure, formatBytes, formatDuration, formatPercent, grouped } from '../../../format/number.ts';

export type Area = BottleneckSuspect['area'];

export const AREAS: readonly Area[] = ['database', 'cache', 'network', 'pods'];

export const AREA_WORDS: Record<Area, string> = {
  database: 'Database',
  cache: 'Cache',
  network: 'Network',
  pods: 'Pods and nodes',
};

/** What a suspect is, as a reader says it. */
export const KIND_WORDS: Record<BottleneckSuspect['kind'], string> = {
  errors: 'fails',
  saturation: 'is saturated',
  latency: 'is slow',
  utilisation: 'is nearly full',
};

/** One figure of evidence; `90.5 %`, `466 MiB`, `120m`. */
export function evidenceFigure(value: number, unit: BottleneckEvidence['unit']): string {
  switch (unit) {
    case 'ms':
      return joined(formatDuration(value));
    case 'ratio':
      return joined(formatPercent(value));
    case 'bytes':
      return formatBytes(value);
    case 'cores':
      return `${grouped(value * 1000)}m`;
    default:
      return Number.isInteger(value) ? grouped(value) : value.toFixed(2);
  }
}

function joined({ value, unit }: Figure): string {
  return `${value} ${unit}`;
}

/** One sentence for the whole answer. */
export function headline({ verdict, suspects, areas }: BottleneckReport): string {
  if (verdict === 'found') {
    return suspects.length === 1
      ? 'One suspect'
      : `${suspects.length} suspects, in the order to look into them`;
  }
  if (verdict === 'none') return 'No bottleneck found';
  const looked = areas.filter(({ state }) => state === 'looked' || state === 'partly');
  return looked.length === 0
    ? 'Nothing could be looked at'
    : 'Nothing found, but not everything could be looked at';
}

/** What the tab says without being opened: how many suspects were found last. */
export function suspectsNote(report: BottleneckReport | null | undefined): string {
  return report?.suspects.length ? String(report.suspects.length) : '';
}
