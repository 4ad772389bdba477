import type { JournalVerification } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './verified-strip.module.css';

const WORDS = {
  anchored: ['good', 'anchored outside'],
  unanchored: ['unknown', 'only the journal’s own word'],
  broken: ['critical', 'broken or missing'],
} as const;

/** The entries from the first to the last as a line, coloured and patterned by what is known of them. */
export function VerifiedStrip({ verification: { ranges } }: { verification: JournalVerification }) {
  const first = ranges[0]?.from ?? 0;
  const last = ranges.at(-1)?.to ?? 0;
  if (last === first) return null;
  const present = new Set(ranges.map(({ state }) => state));
  return (
    <div>
      <div className={styles.strip} role="img" aria-label={ranges.map(sentenceOf).join('; ')}>
        {ranges.map((range) => (
          <span
            key={range.from}
            className={styles.range}
            data-state={range.state}
            style={{ flexGrow: range.to - range.from }}
            title={sentenceOf(range)}
          />
        ))}
      </div>
      <p className={styles.scale}>
        <span>{grouped(first)}</span>
        <span className={styles.legend}>
          {(['anchored', 'unanchored', 'broken'] as const)
            .filter((state) => present.has(state))
            .map((state) => (
              <span key={state}>
                <StateShape level={WORDS[state][0]} label={null} size={9} /> {WORDS[state][1]}
              </span>
            ))}
        </span>
        <span>{grouped(last - 1)}</span>
      </p>
    </div>
  );
}

function sentenceOf({ from, to, state, anchor }: JournalVerification['ranges'][number]): string {
  const entries = to - from === 1 ? `entry ${from}` : `entries ${grouped(from)} to ${grouped(to - 1)}`;
  return `${entries}: ${WORDS[state][1]}${anchor === null ? '' : `, ${anchor}`}`;
}
