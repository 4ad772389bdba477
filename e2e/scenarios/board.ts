import type {
  Activity,
  Finding,
  Gauge,
  HealthBoard,
  KpiCard,
  SystemTile,
  Verdict,
} from '../../src/contract/health.ts';
import type { Moment } from './scenario.ts';
import { isoAgo, ripple } from './scenario.ts';
import { type Ailment, SYSTEMS, tileOf } from './systems.ts';

export const PROFILE = { name: 'acgs-production', environment: 'production' } as const;

const DAY_MS = 86_400_000;
const TREND_POINTS = 96;

interface KpiFixture {
  id: string;
  title: string;
  unit: 'ms' | 'ratio';
  value: number;
  target: number;
  warning: number | null;
  critical: number | null;
  good: 'below' | 'above';
  swing: number;
  basis: string;
  trendSource: string;
}

const KPIS: readonly KpiFixture[] = [
  kpi(
    'response-time',
    'Response time',
    'ms',
    478,
    2000,
    1500,
    2500,
    'below',
    60,
    'p95 of 14 services, 5 min',
  ),
  kpi(
    'compliance',
    'Constitutional compliance',
    'ratio',
    0.964,
    0.95,
    0.93,
    0.9,
    'above',
    0.006,
    'mean of the scores 9 services report',
  ),
  kpi(
    'cost-savings',
    'Cost savings',
    'ratio',
    0.762,
    0.74,
    0.74,
    null,
    'above',
    0.008,
    'reported by mlops-manager',
  ),
  kpi(
    'model-accuracy',
    'Model accuracy',
    'ratio',
    0.918,
    0.9,
    0.9,
    null,
    'above',
    0.005,
    'model v1.4.2, since 3 d',
  ),
  kpi(
    'availability',
    'Availability',
    'ratio',
    0.9996,
    0.999,
    null,
    null,
    'above',
    0.0002,
    '18 systems, 24 h',
  ),
];

function kpi(
  id: string,
  title: string,
  unit: 'ms' | 'ratio',
  value: number,
  target: number,
  warning: number | null,
  critical: number | null,
  good: 'below' | 'above',
  swing: number,
  basis: string,
): KpiFixture {
  return {
    id,
    title,
    unit,
    value,
    target,
    warning,
    critical,
    good,
    swing,
    basis,
    trendSource: 'own probes, 24 h',
  };
}

/** How a board differs from a healthy one. */
export interface BoardCase {
  ailments?: Readonly<Record<string, Ailment>>;
  /** Values of KPI cards; null when nobody reports it. */
  kpiValues?: Readonly<Record<string, number | null>>;
  cpuShare?: number | null;
  memoryShare?: number | null;
  /** Left out: one for a system that is down. */
  criticalAlerts?: number;
  activity?: readonly { agoMs: number; level: Activity['level']; subject: string; text: string }[];
  /** Everything on the board was last seen this long ago. */
  staleMs?: number;
}

export function boardOf(at: Moment, differs: BoardCase = {}): HealthBoard {
  const seen: Moment = { nowMs: at.nowMs - (differs.staleMs ?? 0), beganMs: at.beganMs };
  const stale = differs.staleMs !== undefined;
  const tiles = SYSTEMS.map((system) => ({
    ...tileOf(system, seen, differs.ailments?.[system.id]),
    stale,
  }));
  const counted = configuredOf(tiles);
  const operational = counted.filter((tile) => tile.status === 'operational').length;
  const kpis = KPIS.map((fixture) => kpiCard(fixture, seen, differs.kpiValues));
  const compliance = kpis.find((card) => card.id === 'compliance');
  const verdict = verdictOf(tiles, kpis);
  const critical = differs.criticalAlerts ?? (tiles.some((tile) => tile.status === 'down') ? 1 : 0);
  return {
    checkedAt: isoAgo(seen, 4000),
    profile: PROFILE.name,
    environment: PROFILE.environment,
    verdict,
    services: {
      operational,
      total: counted.length,
      systems: tiles.map(
        ({ name: _n, layer: _l, pods: _p, detail: _d, since: _s, stale: _st, ...report }) => report,
      ),
    },
    compliance: { value: compliance?.value ?? null, state: compliance?.state ?? 'unknown' },
    targets: kpis.map(({ id, title, value, target, unit, state, basis, observedAt }) => ({
      id,
      title,
      value,
      target,
      unit,
      state,
      basis,
      observedAt,
    })),
    alerts: { critical, emergency: 0 },
    lines: linesOf(tiles, kpis, critical),
    lastCheckAt: isoAgo(seen, 4000),
    nextCheckAt: new Date(seen.nowMs + 26_000).toISOString(),
    checking: false,
    tiles,
    kpis,
    findings: findingsOf(seen, differs.ailments ?? {}),
    gauges: [
      gauge('cpu', 'CPU', differs.cpuShare === undefined ? 0.61 : differs.cpuShare, 0.8, seen),
      gauge('memory', 'Memory', differs.memoryShare === undefined ? 0.72 : differs.memoryShare, 0.85, seen),
    ],
    activity: (differs.activity ?? QUIET_DAY).map(({ agoMs, ...entry }) => ({
      ...entry,
      at: isoAgo(seen, agoMs),
    })),
  };
}

const QUIET_DAY: NonNullable<BoardCase['activity']> = [
  {
    agoMs: 4 * 60_000,
    level: 'good',
    subject: 'model-versioning-7c9d5-x8k2p',
    text: 'Running after a rollout',
  },
  { agoMs: 4.5 * 60_000, level: 'good', subject: 'model-versioning', text: 'rolled to v1.5.0, 2 of 2 ready' },
  { agoMs: 41 * 60_000, level: 'good', subject: 'Redis', text: 'operational again after 12 s' },
  { agoMs: 41.2 * 60_000, level: 'warning', subject: 'Redis', text: 'degraded: hit rate 71 %' },
];

function kpiCard(fixture: KpiFixture, at: Moment, values: BoardCase['kpiValues']): KpiCard {
  const given = values?.[fixture.id];
  const value = given === undefined ? fixture.value : given;
  const beyond = (limit: number | null) =>
    value !== null && limit !== null && (fixture.good === 'below' ? value > limit : value < limit);
  const met = value !== null && (fixture.good === 'below' ? value < fixture.target : value > fixture.target);
  const level =
    value === null
      ? 'unknown'
      : beyond(fixture.critical)
        ? 'critical'
        : beyond(fixture.warning) || !met
          ? 'warning'
          : 'good';
  const trend: KpiCard['trend'] = [];
  if (value !== null) {
    for (let index = 0; index <= TREND_POINTS; index += 1) {
      const t = at.nowMs - DAY_MS + (index * DAY_MS) / TREND_POINTS;
      const settle = Math.max(0, index - TREND_POINTS + 8) / 8;
      const y = fixture.value + ripple(fixture.title.length, index / 5) * fixture.swing;
      // A gap of two hours: the control center was off, and the chart must show that as a gap.
      const gap = index > 20 && index < 29;
      trend.push([t, gap ? null : y + (value - y) * settle]);
    }
  }
  const first = trend.find(([, y]) => y !== null)?.[1] ?? null;
  return {
    id: fixture.id,
    title: fixture.title,
    value,
    target: fixture.target,
    unit: fixture.unit,
    state: value === null ? 'unknown' : met ? 'met' : 'missed',
    basis: value === null ? 'nobody reports it' : fixture.basis,
    observedAt: value === null ? null : isoAgo(at, 4000),
    level,
    good: fixture.good,
    warning: fixture.warning,
    critical: fixture.critical,
    trend,
    trendSource: fixture.trendSource,
    change: value === null || first === null ? null : value - first,
  };
}

function gauge(id: Gauge['id'], title: string, value: number | null, limit: number, at: Moment): Gauge {
  return {
    id,
    title,
    value,
    limit,
    level: value === null ? 'unknown' : value > limit ? 'warning' : 'good',
    basis: value === null ? 'metrics.k8s.io does not answer' : 'worst of 6 nodes: node-3',
    observedAt: value === null ? null : isoAgo(at, 9000),
  };
}

function findingsOf(at: Moment, ailments: Readonly<Record<string, Ailment>>): Finding[] {
  const order = { critical: 0, warning: 1, unknown: 2 };
  return Object.entries(ailments)
    .flatMap(([system, ailment]) =>
      ailment.finding ? [{ ...ailment.finding, system, since: isoAgo(at, ailment.sinceMs) }] : [],
    )
    .sort((a, b) => order[a.level] - order[b.level]);
}

function verdictOf(tiles: readonly SystemTile[], kpis: readonly KpiCard[]): Verdict {
  const bad = tiles.some(
    (tile) => tile.status === 'down' || tile.status === 'degraded' || tile.hash === 'mismatch',
  );
  if (bad || kpis.some((card) => card.state === 'missed')) return 'fail';
  const dark =
    tiles.some((tile) => tile.status === 'unknown') || kpis.some((card) => card.state === 'unknown');
  return dark || tiles.every((tile) => tile.status === 'not-configured') ? 'unknown' : 'pass';
}

function linesOf(
  tiles: readonly SystemTile[],
  kpis: readonly KpiCard[],
  critical: number,
): HealthBoard['lines'] {
  const counted = configuredOf(tiles);
  const sick = counted.filter((tile) => tile.status !== 'operational');
  const compliance = kpis.find((card) => card.id === 'compliance');
  const missed = kpis.filter((card) => card.state === 'missed');
  const unknown = kpis.filter((card) => card.state === 'unknown');
  return [
    counted.length === 0
      ? { state: 'unknown', text: 'No service is configured' }
      : sick.length === 0
        ? { state: 'pass', text: 'All services operational' }
        : {
            state: sick.every((tile) => tile.status === 'unknown') ? 'unknown' : 'fail',
            text: `${sick.length} of ${counted.length} services not operational: ${sick.map((tile) => `${tile.id} (${tile.status})`).join(', ')}`,
          },
    compliance?.value === null || compliance === undefined
      ? { state: 'unknown', text: 'Constitutional compliance: unknown, nobody reports it' }
      : {
          state: compliance.state === 'met' ? 'pass' : 'fail',
          text: `Constitutional compliance: ${(compliance.value * 100).toFixed(1)} %`,
        },
    missed.length > 0
      ? { state: 'fail', text: `Performance targets missed: ${missed.map((card) => card.id).join(', ')}` }
      : unknown.length > 0
        ? {
            state: 'unknown',
            text: `Performance targets unknown: ${unknown.map((card) => card.id).join(', ')}`,
          }
        : { state: 'pass', text: 'Performance targets met' },
    critical > 0
      ? { state: 'fail', text: `${critical} critical ${critical === 1 ? 'alert' : 'alerts'}` }
      : { state: 'pass', text: 'No critical alerts' },
  ];
}

/** What `services.total` counts: the eighteen systems as far as configured; the cluster stands apart. */
function configuredOf(tiles: readonly SystemTile[]): SystemTile[] {
  return tiles.filter((tile) => tile.status !== 'not-configured' && tile.id !== 'cluster');
}
