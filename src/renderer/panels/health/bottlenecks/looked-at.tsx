import type { BottleneckReport } from '../../../../contract/bottlenecks.ts';
import { formatPercent } from '../../../format/number.ts';
import { ShareBar } from '../../../marks/share-bar.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { Pane } from '../../pane.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import styles from './looked-at.module.css';
import { AREA_WORDS, AREAS } from './words.ts';

/** What was looked at and found fine, with how much is used where there is a limit. */
export function FinePane({ fine }: { fine: BottleneckReport['fine'] }) {
  return (
    <Pane title="Looked at and fine" className={styles.pane} aside={`${fine.length} figures`}>
      <ScrollRegion className={styles.scroller} label="Looked at and fine">
        {AREAS.map((area) => {
          const ofArea = fine.filter((one) => one.area === area);
          if (ofArea.length === 0) return null;
          return (
            <section key={area} aria-label={AREA_WORDS[area]}>
              <h3 className={styles.heading}>{AREA_WORDS[area]}</h3>
              <ul className={styles.fine}>
                {ofArea.map(({ what, says, utilisation, source }) => (
                  <li key={what} title={source}>
                    <span>{what}</span>
                    <span className={styles.says}>{says}</span>
                    <span className={styles.used}>
                      {utilisation !== null && (
                        <>
                          <ShareBar share={utilisation} level={null} />
                          <span className="sr-only">{formatPercent(utilisation, 0).value} % used</span>
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {fine.length === 0 && <p className={styles.nothing}>Nothing that was looked at is fine.</p>}
      </ScrollRegion>
    </Pane>
  );
}

/** What nobody knows, why, and what would show it. It is never counted as fine. */
export function BlindPane({ report: { areas, blind } }: { report: BottleneckReport }) {
  const missed = areas.filter(({ state }) => state === 'not-looked' || state === 'not-configured');
  const count = missed.length + blind.length;
  return (
    <Pane title="Not looked at" className={styles.pane} aside={count > 0 && String(count)}>
      <ScrollRegion className={styles.scroller} label="Not looked at">
        <ul className={styles.blind}>
          {missed.map(({ area, why, hint }) => (
            <Blind key={area} title={AREA_WORDS[area]} why={why ?? ''} hint={hint} isEssential />
          ))}
          {blind.map(({ area, what, why, hint, essential }) => (
            <Blind key={`${area} ${what}`} title={what} why={why} hint={hint} isEssential={essential} />
          ))}
        </ul>
        {count === 0 && <p className={styles.nothing}>Everything was looked at.</p>}
      </ScrollRegion>
    </Pane>
  );
}

function Blind(props: { title: string; why: string; hint: string | null; isEssential: boolean }) {
  const { title, why, hint, isEssential } = props;
  return (
    <li data-essential={isEssential || undefined}>
      <StateShape level="unknown" size={11} />
      <span>
        <strong>{title}</strong>: {why}.{hint !== null && <span className={styles.hint}> {hint}</span>}
      </span>
    </li>
  );
}
