import type { SystemJudgement } from './judge.ts';
import { describeTarget, isUnverifiedService } from './lines.ts';
import type { Target } from './targets.ts';

/** What is wrong right now, in a sentence. */
export interface Finding {
  level: 'warning' | 'critical' | 'unknown';
  system: string | null;
  title: string;
  text: string;
  /** Epoch milliseconds. */
  since: number | null;
}

const RANK: Record<Finding['level'], number> = { critical: 0, warning: 1, unknown: 2 };

/** Worst first; within a level in the order of the guide's layers. */
export function findingsOf(
  systems: readonly (SystemJudgement & { since: number | null })[],
  targets: readonly Target[],
  expectedHash: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const system of systems) {
    const { info, status, reason, since } = system;
    const named = { system: info.id, since };
    if (status === 'down') {
      findings.push({ ...named, level: 'critical', title: `${info.name} is down`, text: sentence(reason) });
    } else if (status === 'degraded') {
      findings.push({
        ...named,
        level: 'warning',
        title: `${info.name} is degraded`,
        text: sentence(reason),
      });
    } else if (status === 'unknown') {
      findings.push({ ...named, level: 'unknown', title: `${info.name} is unknown`, text: sentence(reason) });
    }
    if (system.hash === 'mismatch') {
      const seen = system.hashSeen.map(({ value, where }) => `${value} in the ${where}`).join(', ');
      findings.push({
        ...named,
        level: 'critical',
        title: `${info.name} carries the wrong constitutional hash`,
        text: `expected ${expectedHash}, saw ${seen || 'another'}.`,
      });
    } else if (isUnverifiedService(system)) {
      findings.push({
        ...named,
        level: 'unknown',
        title: `${info.name} shows no constitutional hash`,
        text: 'neither header nor body carries one, so its compliance is not verified.',
      });
    }
  }
  for (const target of targets) {
    if (target.state === 'missed') {
      findings.push({
        level: target.level === 'critical' ? 'critical' : 'warning',
        system: null,
        title: `${target.threshold.title} misses its target`,
        text: `${describeTarget(target)}; ${target.basis}.`,
        since: null,
      });
    } else if (target.level === 'warning' || target.level === 'critical') {
      findings.push({
        level: target.level,
        system: null,
        title: `${target.threshold.title} is past its ${target.level} level`,
        text: `${describeTarget(target)}; ${target.basis}.`,
        since: null,
      });
    }
  }
  return findings.sort((a, b) => RANK[a.level] - RANK[b.level]);
}

function sentence(reason: string | null): string {
  const text = reason ?? 'no reason given';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
