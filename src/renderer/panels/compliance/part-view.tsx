import { IconFileSearch } from '@tabler/icons-react';
import type {
  AssessmentEvidence,
  ComplianceEvidence,
  ComplianceItem,
  CompliancePart,
} from '../../../contract/compliance.ts';
import { grouped } from '../../format/number.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { NameButton } from '../../marks/name-button.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import type { Answer } from '../../state/answer.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { ErrorState } from '../../states/panel-states.tsx';
import { TextSkeleton } from '../../states/text-skeleton.tsx';
import { PlainTable } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { EvidenceDrawer } from './evidence-drawer.tsx';
import { levelOfCount } from './levels.ts';
import { PartHead } from './part-head.tsx';
import styles from './part-view.module.css';
import { itemsOf } from './use-evidence.ts';
import { useOpenItem } from './use-open-item.ts';
import { amount, ITEM_WORDS, said } from './words.ts';

/** More of one item are in its drawer. */
const MOST_BELOW = 8;

/** A part's items, each with the checks or acts that it is counted from. */
export function PartView({ part, evidence }: { part: CompliancePart; evidence: Answer<AssessmentEvidence> }) {
  const found = itemsOf(evidence.data, part.id);
  const { open, openItem, close } = useOpenItem(found?.items ?? []);
  return (
    <>
      <div className={styles.view}>
        <PartHead part={part} />
        {found === null ? (
          evidence.problem ? (
            <ErrorState problem={evidence.problem} />
          ) : (
            <TextSkeleton what="the evidence" />
          )
        ) : found.items.length === 0 ? (
          <NoItems part={part} />
        ) : (
          <ScrollRegion framed className={styles.items} label={`Evidence of ${part.title}`}>
            <PlainTable>
              <thead>
                <tr>
                  <th scope="col">{ITEM_WORDS[part.id]}, and what was seen of it</th>
                  <th scope="col">Where</th>
                  <th scope="col" className={styles.number}>
                    Counts
                  </th>
                  <th scope="col">Seen</th>
                  <th scope="col">By</th>
                </tr>
              </thead>
              {found.items.map((item) => (
                <ItemRows key={item.id} item={item} part={part} onOpen={() => openItem(item.id)} />
              ))}
            </PlainTable>
            {found.items.length < found.total && (
              <p className={styles.more}>
                The worst {grouped(found.items.length)} of {grouped(found.total)} are shown; an export has all
                of them.
              </p>
            )}
          </ScrollRegion>
        )}
      </div>
      {open && <EvidenceDrawer key={open.id} item={open} part={part} onClose={close} />}
    </>
  );
}

function ItemRows({
  item,
  part,
  onOpen,
}: {
  item: ComplianceItem;
  part: CompliancePart;
  onOpen: () => void;
}) {
  const { id, title, says, counts, weight, evidence, evidenceTotal } = item;
  // Of acts, those that lack an entry are what is looked for.
  const wanted = part.id === 'audit' ? evidence.filter(({ value }) => value !== 1) : evidence;
  // Two pieces may be alike: their place tells them apart.
  const shown = wanted.slice(0, MOST_BELOW).map((one, place) => ({ one, place }));
  const hidden = evidenceTotal - shown.length;
  const acts = evidence.reduce((sum, { count }) => sum + count, 0);
  return (
    <tbody data-item={id}>
      <tr className={styles.item}>
        <th scope="row" colSpan={2}>
          <StateShape level={levelOfCount(counts, part)} size={11} />{' '}
          <NameButton data-opens={id} onClick={onOpen}>
            {title}
          </NameButton>
          {says !== null && <span className={styles.says}>{said(says)}</span>}
        </th>
        <td className={styles.number}>
          {counts === null ? 'unknown' : amount(counts * weight)} of {amount(weight)}
        </td>
        <td colSpan={2} className={styles.muted}>
          {hidden > 0 && shown.length === 0 && `${grouped(acts)} seen`}
        </td>
      </tr>
      {shown.map(({ one, place }) => (
        <EvidenceRow key={place} one={one} part={part} />
      ))}
      {hidden > 0 && shown.length > 0 && (
        <tr>
          <td colSpan={5} className={styles.hidden}>
            and {grouped(hidden)} more
          </td>
        </tr>
      )}
    </tbody>
  );
}

function EvidenceRow({ one, part }: { one: ComplianceEvidence; part: CompliancePart }) {
  const { says, source, value, observedAt, changedBy } = one;
  return (
    <tr>
      <td className={styles.seen}>
        <StateShape level={levelOfCount(value, part)} size={9} /> {said(says)}
      </td>
      <td className={styles.muted}>{source}</td>
      <td className={styles.number}>{value === null ? '' : amount(value)}</td>
      <td className={styles.when}>{observedAt === null ? 'never' : <Age at={observedAt} suffix=" ago" />}</td>
      <td className={styles.muted}>
        {changedBy && (
          <>
            {changedBy.who}, <Moment at={changedBy.at} />
          </>
        )}
      </td>
    </tr>
  );
}

export function NoItems({ part }: { part: CompliancePart }) {
  return (
    <PanelMessage
      icon={IconFileSearch}
      title={`Nothing was seen of ${part.title.toLowerCase()}`}
      text={part.problem === null ? 'It has no evidence, so nobody can tell.' : said(part.problem)}
      hint="What has no evidence is unknown, and never counts as good."
    />
  );
}
