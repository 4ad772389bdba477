import type { HealthBoard, SystemStatus } from '../../../contract/health.ts';
import { counted } from '../../format/number.ts';
import { STATUS_WORDS } from '../../format/words.ts';

type Counted = Pick<HealthBoard, 'services' | 'tiles'>;

/**
 * The board in one sentence: `16 of 18 operational, one down, one degraded.` What is not configured
 * is left out; the cluster is not one of the systems and is named only when something is wrong with it.
 */
export function verdictSentence(board: Counted): string {
  const { operational, total } = board.services;
  const systems = board.tiles.filter((tile) => tile.id !== 'cluster');
  const count = (status: SystemStatus) => systems.filter((tile) => tile.status === status).length;
  const mismatches = systems.filter((tile) => tile.hash === 'mismatch').length;

  const parts = [
    operational === total && total > 0
      ? `All ${total} operational`
      : `${operational} of ${total} operational`,
  ];
  for (const status of ['down', 'degraded', 'unknown'] as const) {
    if (count(status) > 0) parts.push(`${counted(count(status))} ${STATUS_WORDS[status]}`);
  }
  if (mismatches > 0)
    parts.push(`${counted(mismatches)} hash ${mismatches === 1 ? 'mismatch' : 'mismatches'}`);
  const cluster = board.tiles.find((tile) => tile.id === 'cluster');
  if (cluster && cluster.status !== 'operational' && cluster.status !== 'not-configured') {
    parts.push(`the cluster ${STATUS_WORDS[cluster.status]}`);
  }
  return `${parts.join(', ')}.`;
}

/** The guide's four lines as text for a message or a ticket, with the signs the guide uses. */
export function reportText(board: Pick<HealthBoard, 'lines' | 'checkedAt' | 'profile'>): string {
  const signs = { pass: '✅', fail: '❌', unknown: '❔' } as const;
  const lines = board.lines.map((line) => `${signs[line.state]} ${line.text}`);
  return [...lines, `${board.profile}, checked ${board.checkedAt}`].join('\n');
}

/** True when the profile names nothing that could be looked at. */
export function nothingConfigured(board: Counted): boolean {
  return board.tiles.every((tile) => tile.status === 'not-configured');
}

/** The board as a whole is stale when every system on it is. */
export function isStale(board: Pick<HealthBoard, 'tiles'>): boolean {
  const configured = board.tiles.filter((tile) => tile.status !== 'not-configured');
  return configured.length > 0 && configured.every((tile) => tile.stale);
}
