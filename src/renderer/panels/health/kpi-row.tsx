import type { KpiCard } from '../../../contract/health.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatBeside, formatChange, formatQuantity } from '../../format/number.ts';
import { GOOD_WORDS, LEVEL_WORDS } from '../../format/words.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './kpi-row.module.css';

const PLACES = ['response-time', 'compliance', 'cost-savings', 'model-accuracy', 'availability'];

/** The five figures of the guide, each beside its target. */
export function KpiRow({ cards }: { cards: readonly KpiCard[] | null }) {
  return (
    <ul className={styles.row} aria-label="Key figures">
      {cards
        ? cards.map((card) => <Card key={card.id} card={card} />)
        : PLACES.map((place) => <EmptyCard key={place} />)}
    </ul>
  );
}

function Card({ card }: { card: KpiCard }) {
  const target = formatQuantity(card.target, card.unit);
  return (
    <li
      className={styles.card}
      data-kpi={card.id}
      data-level={card.level}
      title={`${card.basis}. ${card.trendSource}`}
    >
      <h2 className={styles.title}>{card.title}</h2>
      <p className={styles.state}>
        <StateShape level={card.level} label={null} />
        {card.level !== 'good' && card.value !== null && LEVEL_WORDS[card.level]}
        {card.level === 'good' && <span className="sr-only">good</span>}
      </p>
      {card.value === null ? <Unknown card={card} /> : <Known card={card} value={card.value} />}
      <p className={styles.target}>
        target {GOOD_WORDS[card.good]} {target.value} {target.unit}
      </p>
      <p className={styles.change}>
        {card.value !== null && card.change !== null && (
          <>
            {formatChange(card.change, card.unit)}
            <span className={styles.period}> in 24 h</span>
          </>
        )}
      </p>
    </li>
  );
}

function Known({ card, value }: { card: KpiCard; value: number }) {
  const figure = formatBeside(value, card.target, card.unit);
  return (
    <>
      <p className={styles.figure}>
        {figure.value}
        <span className={styles.unit}> {figure.unit}</span>
      </p>
      <p className={styles.basis}>{card.basis}</p>
      <div className={styles.trend}>
        <Sparkline
          points={card.trend}
          target={card.target}
          level={card.level}
          describe={(point) => {
            const { value: text, unit } = formatBeside(point, card.target, card.unit);
            return `${text} ${unit}`;
          }}
        />
      </div>
    </>
  );
}

function Unknown({ card }: { card: KpiCard }) {
  return (
    <>
      <p className={styles.figure} data-unknown>
        not reported
      </p>
      <p className={styles.why}>{card.basis}</p>
    </>
  );
}

function EmptyCard() {
  return (
    <li className={styles.card}>
      <span className={styles.title}>
        <Bone width={90} height={14} />
      </span>
      <span className={styles.figure}>
        <Bone width={80} height={22} />
      </span>
      <div className={styles.trend}>
        <Bone height={24} />
      </div>
      <span className={styles.target}>
        <Bone width={100} height={12} />
      </span>
    </li>
  );
}
