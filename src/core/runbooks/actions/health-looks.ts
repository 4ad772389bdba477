import { SYSTEMS, type SystemId, systemName } from '../../connect/profile/systems.ts';
import type { Health, HealthReport } from '../../health/index.ts';
import type { Target } from '../../health/targets.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { percent } from '../../kernel/percent.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { foundOut, lookAction, MARKS, type Verdict, worstOf } from './look-action.ts';
import type { Places } from './places.ts';

type System = HealthReport['services']['systems'][number];

const STATUS: Readonly<Record<System['status'], { verdict: Verdict; words: string; rank: number }>> = {
  down: { verdict: 'fail', words: 'Down', rank: 0 },
  degraded: { verdict: 'fail', words: 'Degraded', rank: 1 },
  unknown: { verdict: 'unknown', words: 'Not known', rank: 2 },
  'not-configured': { verdict: 'unknown', words: 'Not configured', rank: 3 },
  operational: { verdict: 'pass', words: 'Operational', rank: 4 },
};
const TARGET_VERDICTS = { met: 'pass', missed: 'fail', unknown: 'unknown' } as const;

/** What `acgs health` looks at, as steps. Each looks now. */
export function healthLooks(options: {
  health: Pick<Health, 'check' | 'targets' | 'systemFrames'>;
  places: Places;
}): ActionKind[] {
  const { health, places } = options;
  return [
    lookAction({
      name: 'health.check',
      async look({ require }, { signal }) {
        const report = await health.check(signal);
        const { verdict, services, alerts } = report;
        const lines = report.lines.map(({ state, text }) => `${MARKS[state]} ${text}`);
        const troubled = services.systems
          .filter(({ status }) => status !== 'operational' && status !== 'not-configured')
          .toSorted((one, other) => STATUS[one.status].rank - STATUS[other.status].rank);
        const worst = report.lines.find(({ state }) => state === verdict);
        const words =
          verdict === 'pass' ? `All ${services.total} services operational` : (worst?.text ?? verdict);
        const targets = Object.values(health.targets());
        const output = {
          verdict,
          lines,
          operational: services.operational,
          total: services.total,
          troubled: troubled.map(({ id }) => id),
          systems: Object.fromEntries(services.systems.map((system) => [system.id, systemOf(system)])),
          targets: targetsOf(targets),
          compliance: targetOf(health.targets().compliance),
          alerts: { critical: alerts.critical, emergency: alerts.emergency },
        };
        return foundOut({ verdict, words, output, require });
      },
    }),
    lookAction({
      name: 'health.service',
      async look({ require, system }, { signal }) {
        const id = idOf(places.systemOf(system));
        await health.check(signal);
        const frames = health.systemFrames(id, signal);
        const { value: seen } = await frames.next();
        await frames.return();
        signal.throwIfAborted();
        if (!seen) throw new Error(`no judgement of ${id}`);
        const { verdict } = STATUS[seen.status];
        const line = systemLine(seen.name, seen);
        const output = {
          system: id,
          name: seen.name,
          status: seen.status,
          operational: seen.status === 'operational',
          reason: seen.reason,
          responseTimeMs: seen.responseTimeMs,
          hash: seen.hash,
          parts: Object.fromEntries(seen.parts.map(({ name, good }) => [name, good])),
          line: `${MARKS[verdict]} ${line}`,
        };
        return foundOut({ verdict, words: line, output, require });
      },
    }),
    lookAction({
      name: 'targets.check',
      async look({ require, only }, { signal }) {
        await health.check(signal);
        const targets = Object.values(health.targets()).filter(({ threshold: { id }, unasked }) =>
          only === undefined ? !unasked : only.some((wanted) => wanted === id),
        );
        const verdict = worstOf(targets.map(({ state }) => TARGET_VERDICTS[state]));
        const troubled = targets.filter(({ state }) => state !== 'met');
        const output = {
          verdict,
          targets: targetsOf(targets),
          lines: targets.map((target) => targetLine(target, 'target met')),
          achieved: targets.map((target) => targetLine(target, `achieved: ~${valueText(target)}`)),
        };
        const words =
          troubled.length === 0
            ? `${targets.length} of ${targets.length} targets met`
            : troubled.map((target) => targetWords(target, '')).join('; ');
        return foundOut({ verdict, words, output, require });
      },
    }),
  ];
}

/** @throws OperatorError `usage` */
export function idOf(name: string): SystemId {
  const found = SYSTEMS.find(({ id }) => id === name)?.id;
  if (found !== undefined) return found;
  throw new OperatorError('usage', `There is no system ${name}`, {
    hint: `Known: ${SYSTEMS.map(({ id }) => id).join(', ')}, and the deployments of the profile.`,
  });
}

function systemOf(system: System) {
  const name = systemName(system.id);
  const { status, reason } = system;
  return { status, name, reason, line: `${MARKS[STATUS[status].verdict]} ${systemLine(name, system)}` };
}

/** `Governance: Operational`, as the guides write it. */
function systemLine(name: string, { status, reason }: Pick<System, 'status' | 'reason'>): string {
  return `${name}: ${STATUS[status].words}${reason === null ? '' : `: ${reason}`}`;
}

function targetsOf(targets: readonly Target[]) {
  return Object.fromEntries(targets.map((target) => [target.threshold.id, targetOf(target)]));
}

function targetOf(target: Target) {
  return { value: target.value, text: valueText(target), state: target.state };
}

function targetLine(target: Target, met: string): string {
  return `${MARKS[TARGET_VERDICTS[target.state]]} ${targetWords(target, met)}`;
}

/** `Response time: <2000ms (target met)`, or why it is not. */
function targetWords(target: Target, met: string): string {
  const { threshold, state, basis } = target;
  const said =
    state === 'met' ? met : state === 'missed' ? `missed: ~${valueText(target)}` : `not known: ${basis}`;
  return `${threshold.title}: ${SIGNS[threshold.good]}${figureText(threshold.target, target)} (${said})`;
}

const SIGNS = { below: '<', above: '>', 'at-least': '≥' } as const;

function valueText(target: Target): string {
  return target.value === null ? 'not reported' : figureText(target.value, target);
}

function figureText(value: number, { threshold: { unit } }: Target): string {
  // As the guides write it: 99.9%, not 99.90%.
  return unit === 'ms' ? `${Math.round(value)}ms` : percent(value).replace(/(\.\d)0%$/, '$1%');
}
