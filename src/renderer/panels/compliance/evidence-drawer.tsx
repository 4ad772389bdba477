import type { ComplianceEvidence, ComplianceItem, CompliancePart } from '../../../contract/compliance.ts';
import { grouped } from '../../format/number.ts';
import { Moment, PresentAge } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { DrawerBody, DrawerFacts, DrawerSection, SideDrawer } from '../side-drawer.tsx';
import styles from './evidence-drawer.module.css';
import { levelOfCount } from './levels.ts';
import { amount, said, valueWords } from './words.ts';

/** What one item of a part counts, and every piece of evidence that it is counted from. */
export function EvidenceDrawer({
  item,
  part,
  onClose,
}: {
  item: ComplianceItem;
  part: CompliancePart;
  onClose: () => void;
}) {
  const { title, weight, counts, says, evidence, evidenceTotal } = item;
  // Two pieces may be alike: their place tells them apart.
  const placed = evidence.map((one, place) => ({ one, place }));
  return (
    <SideDrawer
      kind={
        <>
          <StateShape level={levelOfCount(counts, part)} size={12} /> {part.title}
        </>
      }
      title={title}
      width="medium"
      onClose={onClose}
    >
      <DrawerBody>
        {says !== null && <p className={styles.sentence}>{said(says)}</p>}
        <p className={styles.muted}>
          {counts === null
            ? `Nobody can tell what it counts: nothing of the weight ${amount(weight)} in what is certain, all of it in what is possible.`
            : `It counts ${amount(counts * weight)} of ${amount(weight)} in the ${amount(part.denominator)} of ${part.title}.`}
        </p>
        <DrawerSection
          title={
            <>
              Evidence{evidence.length < evidenceTotal && `, the worst ${grouped(evidence.length)}`} (
              {grouped(evidenceTotal)})
            </>
          }
        >
          {evidence.length === 0 ? (
            <p className={styles.muted}>There is none: that is why nothing is known of it.</p>
          ) : (
            <ol className={styles.evidence}>
              {placed.map(({ one, place }) => (
                <Piece key={place} one={one} part={part} />
              ))}
            </ol>
          )}
        </DrawerSection>
      </DrawerBody>
    </SideDrawer>
  );
}

function Piece({ one, part }: { one: ComplianceEvidence; part: CompliancePart }) {
  const { source, expected, observed, observedAt, says, changedBy, value } = one;
  return (
    <li data-evidence={source}>
      <p className={styles.says}>
        <StateShape level={levelOfCount(value, part)} size={10} /> {said(says)}
      </p>
      <DrawerFacts>
        <dt>Where</dt>
        <dd>{source}</dd>
        {expected !== null && (
          <>
            <dt>Expected</dt>
            <dd>
              <code>{expected}</code>
            </dd>
          </>
        )}
        <dt>Observed</dt>
        <dd>{observed === null ? 'nothing was there to be seen' : <code>{observed}</code>}</dd>
        <dt>Counts</dt>
        <dd>{valueWords(one)}</dd>
        <dt>Seen</dt>
        <dd>
          {observedAt === null ? (
            'never'
          ) : (
            <>
              <Moment at={observedAt} />, <PresentAge at={observedAt} />
            </>
          )}
        </dd>
        {changedBy !== null && (
          <>
            <dt>Changed by</dt>
            <dd>
              {changedBy.who}, <Moment at={changedBy.at} />
            </dd>
          </>
        )}
      </DrawerFacts>
    </li>
  );
}
