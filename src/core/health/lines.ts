import { percent } from '../kernel/percent.ts';
import type { SystemJudgement } from './judge.ts';
import type { Target } from './targets.ts';
import type { Line, Verdict } from './verdict.ts';

/** Names listed before "and n more": a line must stay a line. */
const MOST_NAMES = 6;

export function servicesLine(systems: readonly SystemJudgement[]): Line {
  const configured = systems.filter((system) => system.status !== 'not-configured');
  const counted = configured.filter((system) => system.info.id !== 'cluster');
  const troubled = configured.filter((system) => system.status !== 'operational');
  if (configured.length === 0) return line('unknown', 'No services configured: nothing was checked');
  if (troubled.length === 0) return line('pass', 'All services operational');
  const bad = troubled.some((system) => system.status !== 'unknown');
  const named = troubled.map(
    ({ info, status, reason }) => `${info.id} (${status}: ${reason ?? 'no reason given'})`,
  );
  const inCount = troubled.filter((system) => system.info.id !== 'cluster').length;
  const subject =
    inCount > 0 ? `${inCount} of ${counted.length} services not operational` : 'Cluster not operational';
  return line(bad ? 'fail' : 'unknown', `${subject}: ${listed(named)}`);
}

export function complianceLine(compliance: Target, systems: readonly SystemJudgement[]): Line {
  const wrong = systems.filter((system) => system.hash === 'mismatch').map((system) => system.info.id);
  const figure = compliance.value === null ? 'not reported' : percent(compliance.value);
  if (wrong.length > 0) {
    return line('fail', `Constitutional compliance: ${figure}, hash mismatch in ${listed(wrong)}`);
  }
  if (compliance.state === 'unknown')
    return line('unknown', `Constitutional compliance: not reported (${compliance.basis})`);
  if (compliance.state === 'missed') {
    return line(
      'fail',
      `Constitutional compliance: ${figure} (target above ${percent(compliance.threshold.target)})`,
    );
  }
  const unverified = systems.filter(isUnverifiedService).map((system) => system.info.id);
  if (unverified.length > 0) {
    return line(
      'unknown',
      `Constitutional compliance: ${figure}, hash not verified for ${listed(unverified)}`,
    );
  }
  return line('pass', `Constitutional compliance: ${figure}`);
}

export function targetsLine(targets: readonly Target[]): Line {
  const missed = targets.filter((target) => target.state === 'missed');
  if (missed.length > 0) {
    return line('fail', `Performance targets missed: ${listed(missed.map(describeTarget))}`);
  }
  const unknown = targets.filter((target) => target.state === 'unknown' && !target.unasked);
  if (unknown.length > 0) {
    return line(
      'unknown',
      `Performance targets not all known: ${listed(unknown.map((t) => inSentence(t.threshold.title)))} not reported`,
    );
  }
  return line('pass', 'Performance targets met');
}

export function alertsLine(
  alerts: { critical: number; emergency: number },
  systems: readonly SystemJudgement[],
): Line {
  if (alerts.emergency > 0)
    return line('fail', `EMERGENCY: system-wide failure (${count(alerts.critical, 'critical condition')})`);
  if (alerts.critical > 0) return line('fail', count(alerts.critical, 'critical condition'));
  const unknown = systems.filter(({ status }) => status === 'unknown').length;
  if (unknown > 0)
    return line('unknown', `No critical alerts known, but ${count(unknown, 'system')} cannot be told`);
  return line('pass', 'No critical alerts');
}

/** A service that should show the constitutional hash and does not. Stores have none to show. */
export function isUnverifiedService(system: SystemJudgement): boolean {
  return (
    system.info.layer !== 'data' &&
    system.hash === 'unverified' &&
    system.source !== null &&
    (system.status === 'operational' || system.status === 'degraded') &&
    system.httpStatus !== null
  );
}

export function describeTarget(target: Target): string {
  const { threshold, value } = target;
  const bound = threshold.good === 'at-least' ? 'at least' : threshold.good;
  const shown = (figure: number) => (threshold.unit === 'ms' ? `${Math.round(figure)} ms` : percent(figure));
  return `${inSentence(threshold.title)} ${value === null ? 'not reported' : shown(value)} (target ${bound} ${shown(threshold.target)})`;
}

function line(state: Verdict, text: string): Line {
  return { state, text };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A title within a sentence: `response time`, but `CPU`. */
function inSentence(title: string): string {
  return title === title.toUpperCase() ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
