import {
  type Icon,
  IconActivityHeartbeat,
  IconArrowsSplit,
  IconBellRinging,
  IconChartLine,
  IconChecklist,
  IconHexagons,
  IconNotebook,
  IconShieldCheck,
} from '@tabler/icons-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Level } from '../../contract/health.ts';
import { levelOfStatus } from '../format/words.ts';
import { needsSomebody } from '../runbooks/words.ts';
import type { Live } from '../state/live.tsx';
import { worstOfFrame } from './alerts/levels.ts';
import { levelOfFound } from './compliance/levels.ts';
import { levelOfRollouts } from './rollouts/words.ts';
import { worstLevel } from './worst-level.ts';

/** A place the operator can go. Only what is built is listed; Ctrl and the position's digit jumps there. */
export interface Panel {
  id: string;
  title: string;
  icon: Icon;
  Component: LazyExoticComponent<ComponentType>;
  /** The worst state the panel would show, for its mark in the rail; null while nothing is known. */
  worst(live: Live): Level | null;
}

export const PANELS: readonly Panel[] = [
  {
    id: 'health',
    title: 'Health',
    icon: IconActivityHeartbeat,
    Component: lazy(() => import('./health/health-panel.tsx')),
    worst: ({ health: { data, problem } }) => {
      if (!data) return problem && 'unknown';
      return worstLevel(
        data.findings.map((finding) => finding.level),
        data.verdict,
      );
    },
  },
  {
    id: 'cluster',
    title: 'Cluster',
    icon: IconHexagons,
    Component: lazy(() => import('./cluster/cluster-panel.tsx')),
    worst: ({ health }) => {
      const tile = health.data?.tiles.find((system) => system.id === 'cluster');
      return tile ? levelOfStatus(tile.status) : null;
    },
  },
  {
    id: 'alerts',
    title: 'Alerts',
    icon: IconBellRinging,
    Component: lazy(() => import('./alerts/alerts-panel.tsx')),
    worst: ({ alerts: { data, problem } }) => (data ? worstOfFrame(data) : problem && 'unknown'),
  },
  {
    id: 'compliance',
    title: 'Compliance',
    icon: IconShieldCheck,
    Component: lazy(() => import('./compliance/compliance-panel.tsx')),
    worst: ({ compliance: { data, problem }, shell }) =>
      data ? levelOfFound(data.found, Date.parse(data.at ?? shell.data?.now ?? '')) : problem && 'unknown',
  },
  {
    id: 'rollouts',
    title: 'Rollouts',
    icon: IconArrowsSplit,
    Component: lazy(() => import('./rollouts/rollouts-panel.tsx')),
    worst: ({ rollouts: { data, problem } }) => (data ? levelOfRollouts(data) : problem && 'unknown'),
  },
  {
    id: 'metrics',
    title: 'Metrics',
    icon: IconChartLine,
    Component: lazy(() => import('./metrics/metrics-panel.tsx')),
    // It judges nothing: that is what the rules are for.
    worst: () => null,
  },
  {
    id: 'runbooks',
    title: 'Runbooks',
    icon: IconChecklist,
    Component: lazy(() => import('./runbooks/runbooks-panel.tsx')),
    // A mark is for whoever has to do something: a run that goes on by itself needs none.
    worst: ({ runs: { data, problem } }) => {
      if (!data) return problem && 'unknown';
      return data.some(({ status }) => needsSomebody(status)) ? 'warning' : null;
    },
  },
  {
    id: 'journal',
    title: 'Journal',
    icon: IconNotebook,
    Component: lazy(() => import('./journal/journal-panel.tsx')),
    worst: ({ journal: { data, problem } }) => data?.level ?? (problem && 'unknown'),
  },
];
