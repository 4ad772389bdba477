import type { Activity, HealthBoard } from '../../../contract/health.ts';

export interface Evidence {
  /** Of the services that are configured, how many report the expected constitutional hash. */
  hashes: { match: number; total: number };
  pods: { ready: number; desired: number };
  slowest: { name: string; responseTimeMs: number } | null;
  /** The newest change for the worse that is still listed. */
  lastTrouble: Activity | null;
}

/** What a board without findings rests on. */
export function evidenceOf(board: Pick<HealthBoard, 'tiles' | 'activity'>): Evidence {
  const services = board.tiles.filter((tile) => tile.layer !== 'data' && tile.status !== 'not-configured');
  const answers = board.tiles.flatMap(({ name, responseTimeMs }) =>
    responseTimeMs === null ? [] : [{ name, responseTimeMs }],
  );
  const sum = (of: 'ready' | 'desired') =>
    board.tiles.reduce((total, tile) => total + (tile.pods?.[of] ?? 0), 0);
  return {
    hashes: { match: services.filter((tile) => tile.hash === 'match').length, total: services.length },
    pods: { ready: sum('ready'), desired: sum('desired') },
    slowest: answers.toSorted((a, b) => b.responseTimeMs - a.responseTimeMs)[0] ?? null,
    lastTrouble:
      board.activity.find((entry) => entry.level === 'warning' || entry.level === 'critical') ?? null,
  };
}
