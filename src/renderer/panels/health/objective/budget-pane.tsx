import type { Objective } from '../../../../contract/slo.ts';
import { grouped } from '../../../format/number.ts';
import { formatSpan } from '../../../format/time.ts';
import { Age } from '../../../marks/age.tsx';
import { ShareBar } from '../../../marks/share-bar.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { Pane } from '../../pane.tsx';
import styles from './budget-pane.module.css';
import { cutPercent } from './cut-percent.ts';

const WORDS: Record<Objective['state'], string> = {
  within: 'within the budget',
  burning: 'burning too fast',
  spent: 'spent',
  'too-few': 'too few requests to say',
  stale: 'not known now',
  'no-data': 'not recorded',
};

/** How much of the error budget is left, in one figure, one bar and one sentence. */
export function BudgetPane({ found }: { found: Objective }) {
  const { level, state, objective, availability, left, requests, bad, allowed, budgetMs, words } = found;
  const budget = formatSpan(budgetMs);
  return (
    <Pane
      title="Availability"
      aside={
        <span className={styles.state} data-level={level}>
          <StateShape level={level} label={null} /> {WORDS[state]}
        </span>
      }
    >
      <p className={styles.figure}>
        {left === null ? 'not known' : cutPercent(left)}
        <span className={styles.unit}>of the error budget left</span>
      </p>
      <div className={styles.bar}>
        <ShareBar share={left ?? 0} level={level} thick />
      </div>
      <p className={styles.words}>{words}.</p>
      <dl className={styles.facts}>
        <div>
          <dt>Objective</dt>
          <dd>
            {cutPercent(objective)} of requests over {budget}
          </dd>
        </div>
        <div>
          <dt>Answered without a 5xx</dt>
          <dd>
            {availability === null ? 'not known' : cutPercent(availability)} of{' '}
            {grouped(Math.round(requests))}
          </dd>
        </div>
        <div>
          <dt>Failed</dt>
          <dd>
            {grouped(Math.round(bad))}; {grouped(Math.round(allowed))} may
          </dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>
            the services’ own counters, each minute; newest <Age at={found.recordedTo} suffix=" old" />
          </dd>
        </div>
      </dl>
    </Pane>
  );
}
