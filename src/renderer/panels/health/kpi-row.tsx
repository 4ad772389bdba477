import type { KpiCard } from '../../../contract/health.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatBeside, formatChange, formatQuantity } from '../../format/number.ts';
import { GOOD_WORDS, LEVEL_WORDS } from '../../format/words.ts';
import { OldAge } from '../../marks/age.tsx';
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
      <div className={styles.line}>
        <Title text={card.title} />
        <p className={styles.state}>
          <StateShape level={card.level} label={null} />
          <span className={card.level === 'good' || card.value === null ? 'sr-only' : undefined}>
            {LEVEL_WORDS[card.level]}
          </span>
        </p>
      </div>
      {card.value === null ? <Unknown card={card} /> : <Known card={card} value={card.value} />}
      <div className={styles.line}>
        <p className={styles.small}>
          <span className={styles.long}>target </span>
          {GOOD_WORDS[card.good]} {target.value} {target.unit}
        </p>
        {card.value !== null && card.change !== null && (
          <p className={styles.small}>
            {formatChange(card.change, card.unit)}
            <span className={styles.long}> in 24 h</span>
          </p>
        )}
      </div>
    </li>
  );
}

/** Where there is little room, what every compliance here is about goes without saying. */
function Title({ text }: { text: string }) {
  const [, first = '', rest = text] = /^(Constitutional )(.+)$/.exec(text) ?? [];
  return (
    <h2 className={styles.title}>
      <span className={styles.long}>{first}</span>
      {rest}
    </h2>
  );
}

function Known({ card, value }: { card: KpiCard; value: number }) {
  const figure = formatBeside(value, card.target, card.unit);
  return (
    <>
      <div className={styles.line}>
        <p className={styles.figure}>
          {figure.value}
          <span className={styles.unit}> {figure.unit}</span>
        </p>
        <p className={styles.basis}>
          {card.basis}
          <OldAge at={card.observedAt} />
        </p>
      </div>
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

/** Not reported is a state of its own: the reason stands where the course would be. */
function Unknown({ card }: { card: KpiCard }) {
  return (
    <>
      <p className={styles.missing}>not reported</p>
      <p className={styles.why}>{card.basis}</p>
    </>
  );
}

function EmptyCard() {
  return (
    <li className={styles.card}>
      <Bone width={90} height={14} />
      <Bone width={80} height={22} />
      <Bone height={26} />
      <Bone width={100} height={12} />
    </li>
  );
}
