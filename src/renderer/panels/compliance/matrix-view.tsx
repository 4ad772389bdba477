import { useState } from 'react';
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
import { ErrorState } from '../../states/panel-states.tsx';
import { TextSkeleton } from '../../states/text-skeleton.tsx';
import { PlainTable, SearchField } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { EvidenceDrawer } from './evidence-drawer.tsx';
import {
  columnOf,
  columnsOf,
  HASH_LEVELS,
  rowsOf,
  stateOfComponent,
  stateOfEvidence,
  worstOfPlaces,
} from './matrix.ts';
import styles from './matrix-view.module.css';
import { PartHead } from './part-head.tsx';
import { NoItems } from './part-view.tsx';
import { itemsOf } from './use-evidence.ts';
import { useOpenItem } from './use-open-item.ts';

/** Every component by every kind of place in which its hash lives. */
export function MatrixView({
  part,
  evidence,
}: {
  part: CompliancePart;
  evidence: Answer<AssessmentEvidence>;
}) {
  const [typed, setTyped] = useState('');
  const found = itemsOf(evidence.data, part.id);
  const { open, openItem, close } = useOpenItem(found?.items ?? []);
  const rows = rowsOf(found?.items ?? [], typed);
  const columns = columnsOf(found?.items ?? []);
  return (
    <>
      <div className={styles.view}>
        <PartHead part={part}>
          <SearchField
            label="Show only components with these words"
            placeholder="Component, place or state"
            value={typed}
            onChange={setTyped}
            clearLabel="Show all components"
          />
        </PartHead>
        {found === null ? (
          evidence.problem ? (
            <ErrorState problem={evidence.problem} />
          ) : (
            <TextSkeleton what="the evidence" />
          )
        ) : found.items.length === 0 ? (
          <NoItems part={part} />
        ) : (
          <ScrollRegion framed className={styles.matrix} label="Components by place">
            <PlainTable>
              <thead>
                <tr>
                  <th scope="col">Component</th>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                  <th scope="col">Changed by</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((item) => (
                  <Row key={item.id} item={item} columns={columns} onOpen={() => openItem(item.id)} />
                ))}
              </tbody>
            </PlainTable>
            {rows.length === 0 && <p className={styles.note}>No component has these words.</p>}
            {found.items.length < found.total && (
              <p className={styles.note}>
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

function Row({ item, columns, onOpen }: { item: ComplianceItem; columns: string[]; onOpen: () => void }) {
  const state = stateOfComponent(item);
  const changed = item.evidence.flatMap(({ value, changedBy }) => (value === 1 ? [] : (changedBy ?? [])));
  const [last] = changed.toSorted((a, b) => b.at.localeCompare(a.at));
  return (
    <tr className={styles.row} data-component={item.id} data-state={state}>
      <th scope="row" className={styles.part}>
        <span className={styles.component}>
          <StateShape level={HASH_LEVELS[state]} label={null} size={11} />
          <NameButton data-opens={item.id} onClick={onOpen}>
            {item.title}
          </NameButton>
        </span>
        <span className={styles.state}>{state}</span>
      </th>
      {columns.map((column) => (
        <Cell
          key={column}
          places={item.evidence.filter(({ source }) => columnOf(source) === column)}
          onOpen={onOpen}
        />
      ))}
      <td className={styles.muted}>
        {last && (
          <>
            {last.who}, <Moment at={last.at} />
          </>
        )}
      </td>
    </tr>
  );
}

function Cell({ places, onOpen }: { places: readonly ComplianceEvidence[]; onOpen: () => void }) {
  const worst = worstOfPlaces(places);
  if (!worst) return <td className={styles.none}>–</td>;
  const state = stateOfEvidence(worst);
  const { observed, expected, observedAt, says } = worst;
  return (
    <td data-cell={state}>
      {/* The component's name opens the same by keys: twelve stops in a row would be too many. */}
      <button type="button" className={styles.cell} tabIndex={-1} title={says} onClick={onOpen}>
        <span className={styles.mark}>
          <StateShape level={HASH_LEVELS[state]} label={null} size={9} /> {state}
          {places.length > 1 && <span className={styles.count}>of {grouped(places.length)}</span>}
        </span>
        <span className={styles.seen}>
          <code>{observed === null ? 'none' : observed === expected ? observed.slice(0, 8) : observed}</code>
          {observedAt && (
            <span className={styles.age}>
              <Age at={observedAt} />
            </span>
          )}
        </span>
      </button>
    </td>
  );
}
