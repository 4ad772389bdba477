import type { HealthBoard, SystemTile } from '../../../contract/health.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Gauges } from './gauges.tsx';
import { SystemRow } from './system-row.tsx';
import styles from './systems-board.module.css';
import { useBoardKeys } from './use-board-keys.ts';

/** The guide's three layers, and how many systems each has: the size of the board before it is known. */
const LAYERS = [
  { id: 'core', title: 'Core services', size: 7 },
  { id: 'mlops', title: 'MLOps system', size: 7 },
  { id: 'data', title: 'Data and cluster', size: 5 },
] as const;

export function SystemsBoard({ board }: { board: HealthBoard | null }) {
  const keys = useBoardKeys();
  const first = board?.tiles.find((tile) => tile.layer === 'core') ?? board?.tiles[0];
  return (
    <div className={styles.board} {...keys}>
      {LAYERS.map((layer) => {
        const tiles = board?.tiles.filter((tile) => tile.layer === layer.id) ?? null;
        return (
          <section
            key={layer.id}
            className={styles.layer}
            aria-labelledby={`layer-${layer.id}`}
            data-layer={layer.id}
          >
            <div className={styles.table}>
              <header className={styles.header}>
                <div className={styles.heading}>
                  <h2 className={styles.title} id={`layer-${layer.id}`}>
                    {layer.title}
                  </h2>
                  <span className={styles.count}>{tiles && countOf(tiles)}</span>
                </div>
                <span className={styles.caption}>{layer.id !== 'data' && 'pods'}</span>
                <span className={styles.caption}>answer</span>
                <span className={styles.caption}>seen</span>
              </header>
              <ul className={styles.rows}>
                {tiles
                  ? tiles.map((tile) => <SystemRow key={tile.id} tile={tile} entry={tile.id === first?.id} />)
                  : [...Array(layer.size).keys()].map((place) => <EmptyRow key={place} />)}
              </ul>
            </div>
            {layer.id === 'data' && <Gauges gauges={board?.gauges ?? null} />}
          </section>
        );
      })}
    </div>
  );
}

function countOf(tiles: readonly SystemTile[]): string {
  const configured = tiles.filter((tile) => tile.status !== 'not-configured');
  const operational = configured.filter((tile) => tile.status === 'operational');
  return `${operational.length} of ${configured.length} operational`;
}

function EmptyRow() {
  return (
    <li className={styles.empty}>
      <Bone width={140} height={14} />
    </li>
  );
}
