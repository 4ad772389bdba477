import type { SystemInfo } from '../connect/profile/systems.ts';
import type { NodeRow } from '../observe/cluster-rows.ts';
import type { SystemJudgement } from './judge.ts';

/** What health needs to know of the watch on the cluster. Times are epoch milliseconds. */
export interface ClusterSight {
  phase: 'connecting' | 'live' | 'stale' | 'forbidden' | 'not-configured';
  lastContactAt: number | null;
  problem: { message: string } | null;
  nodes: readonly NodeRow[];
}

/**
 * The cluster as a system of its own. An API server that does not answer says nothing about what runs
 * behind it, so the cluster is then unknown, not down.
 */
export function judgeCluster(info: SystemInfo, sight: ClusterSight): SystemJudgement {
  const { nodes, phase, problem } = sight;
  const trouble = nodes.filter((node) => !node.ready || node.pressures.length > 0);
  const base = {
    info,
    reported: null,
    httpStatus: null,
    responseTimeMs: null,
    version: nodes[0]?.version ?? null,
    hash: 'unverified' as const,
    hashSeen: [],
    parts: nodes.map((node) => ({
      name: node.name,
      reported: node.pressures.length > 0 ? `${node.status}, ${node.pressures.join(', ')}` : node.status,
      good: node.ready && node.pressures.length === 0,
    })),
    detail:
      nodes.length > 0 ? `${nodes.filter((node) => node.ready).length} of ${nodes.length} nodes ready` : null,
    figures: {},
    pods: null,
    source: 'watch nodes, pods, deployments',
    observedAt: sight.lastContactAt,
    stale: phase === 'stale',
  };
  if (phase === 'not-configured') {
    return { ...base, source: null, status: 'not-configured', reason: 'not configured in the profile' };
  }
  if (phase !== 'live') return { ...base, status: 'unknown', reason: whyNotLive(sight) };
  if (nodes.length === 0) return { ...base, status: 'unknown', reason: 'the cluster shows no nodes' };
  if (trouble.length === 0) return { ...base, status: 'operational', reason: null };
  const named = trouble.map((node) => `${node.name} ${node.ready ? node.pressures.join(', ') : node.status}`);
  const reason = `${trouble.length} of ${nodes.length} nodes in trouble: ${named.slice(0, 3).join('; ')}`;
  return {
    ...base,
    status: nodes.some((node) => node.ready) ? 'degraded' : 'down',
    reason: problem?.message ?? reason,
  };
}

function whyNotLive({ phase, problem }: ClusterSight): string {
  if (problem) return problem.message;
  return phase === 'connecting' ? 'no answer yet' : 'the connection was lost';
}
