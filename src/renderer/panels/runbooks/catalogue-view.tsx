import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import type { RunbookItem } from '../../../contract/runbooks.ts';
import { useDock } from '../../runbooks/dock-state.tsx';
import { RiskMark } from '../../runbooks/risk-mark.tsx';
import { useCatalogue } from '../../runbooks/use-catalogue.ts';
import { useConnectionLost } from '../../state/live.tsx';
import { Notice } from '../../states/notice.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { ErrorState, NoConnectionState } from '../../states/panel-states.tsx';
import { RowSkeleton } from '../../states/row-skeleton.tsx';
import { SearchField } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { chaptersOf } from './chapters.ts';
import styles from './runbooks.module.css';

/** By the guides' chapters, narrowed by words of the title, the script or the text. */
export function CatalogueView({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const { data, problem } = useCatalogue(true);
  const lost = useConnectionLost();
  const [query, setQuery] = useState('');
  if (data === null) {
    return problem ? (
      <ErrorState problem={problem} />
    ) : lost ? (
      <NoConnectionState />
    ) : (
      <RowSkeleton what="the runbooks" />
    );
  }
  const chapters = chaptersOf(data.items, query);
  return (
    <>
      <SearchField
        label="Search runbooks"
        placeholder="Title, script or words of it"
        value={query}
        onChange={setQuery}
        clearLabel="Clear the search"
        input={field}
        wide
      />
      {data.problems.map(({ message, hint }) => (
        <Notice key={message} kind="failed" title={`${message}.`}>
          {hint}
        </Notice>
      ))}
      {chapters.length === 0 ? (
        <PanelMessage
          icon={IconSearch}
          title="No runbook has these words"
          hint="Search for less, or for the name of the guide’s script."
        />
      ) : (
        <ScrollRegion framed label="Runbooks">
          {chapters.map(({ title, items }) => (
            <section key={title} className={styles.chapter}>
              <h2>{title}</h2>
              <ul>
                {items.map((item) => (
                  <Entry key={item.id} item={item} />
                ))}
              </ul>
            </section>
          ))}
        </ScrollRegion>
      )}
    </>
  );
}

function Entry({ item }: { item: RunbookItem }) {
  const { openRunbook, shown } = useDock();
  const isOpen = shown?.kind === 'runbook' && shown.id === item.id;
  return (
    <li>
      <button
        type="button"
        className={styles.entry}
        data-runbook={item.id}
        data-available={item.available}
        aria-current={isOpen || undefined}
        onClick={() => openRunbook(item.id)}
      >
        <span className={styles.name}>
          <strong>{item.title}</strong>
          <RiskMark risk={item.risk} />
          {item.routine !== null && <span className={styles.muted}>{item.routine}</span>}
          <code>{item.script ?? item.id}</code>
        </span>
        <span className={styles.muted}>{item.available ? item.summary : item.reason}</span>
      </button>
    </li>
  );
}
