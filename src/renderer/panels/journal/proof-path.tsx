import type { JournalProof } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import styles from './proof-path.module.css';

/** Pixels of the drawing. */
const WIDTH = 400;
const STEP = 46;
const TRUNK = WIDTH / 2;
const SIDE = { left: 62, right: WIDTH - 62 } as const;

/** From the entry at the bottom up to the signed root: at every step the other half's hash joins. */
export function ProofPath({ proof }: { proof: JournalProof }) {
  const { index, leafHash, root, steps } = proof;
  const height = (steps.length + 1) * STEP + 24;
  const yOf = (level: number) => height - 30 - level * STEP;
  const hashes = [leafHash, ...steps.map((step) => step.result)];

  return (
    <figure className={styles.figure}>
      <svg
        className={styles.path}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`The way from entry ${index} to the signed root in ${steps.length} steps`}
      >
        {steps.map((step, level) => {
          const [from, to] = [yOf(level), yOf(level + 1)];
          const x = SIDE[step.side];
          return (
            <g key={`${step.from}-${step.to}`}>
              <path className={styles.trunk} d={`M${TRUNK} ${from}V${to}`} />
              <path className={styles.branch} d={`M${x} ${from}V${(from + to) / 2}H${TRUNK}`} />
              <rect className={styles.sibling} x={x - 5} y={from - 5} width={10} height={10} rx={2}>
                <title>{step.hash}</title>
              </rect>
              <text className={styles.label} x={x} y={from + 18} textAnchor="middle">
                {entriesWords(step.from, step.to)}
              </text>
            </g>
          );
        })}
        {hashes.map((hash, level) => {
          const isEnd = level === 0 || level === hashes.length - 1;
          return (
            <g key={hash}>
              <circle
                className={styles.node}
                data-end={isEnd || undefined}
                cx={TRUNK}
                cy={yOf(level)}
                r={isEnd ? 7 : 4.5}
              >
                <title>{hash}</title>
              </circle>
              <text
                className={styles.hash}
                x={TRUNK + (steps[level]?.side === 'right' || level === 0 ? -12 : 12)}
                y={yOf(level) + 4}
                textAnchor={steps[level]?.side === 'right' || level === 0 ? 'end' : 'start'}
              >
                {hash.slice(0, 8)}
              </text>
            </g>
          );
        })}
        <text className={styles.end} x={TRUNK} y={yOf(hashes.length - 1) - 12} textAnchor="middle">
          signed root
        </text>
        <text className={styles.end} x={TRUNK} y={yOf(0) + 24} textAnchor="middle">
          entry {index}
        </text>
      </svg>
      <figcaption className="sr-only">
        <ol>
          {steps.map((step) => (
            <li key={step.result}>
              {step.side === 'left' ? 'After' : 'Before'} the hash of {entriesWords(step.from, step.to)},{' '}
              {step.hash}, gives {step.result}
            </li>
          ))}
        </ol>
        The root that was signed is {root}.
      </figcaption>
    </figure>
  );
}

function entriesWords(from: number, to: number): string {
  return to - from === 1 ? `entry ${from}` : `${grouped(from)} to ${grouped(to - 1)}`;
}
