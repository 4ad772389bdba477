import { useCallback, useMemo, useRef, useState } from 'react';
import type { JournalFilter } from '../../../contract/journal.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { blockingState } from '../../states/panel-states.tsx';
import { PanelFrame } from '../panel-frame.tsx';
import { ActivityPane } from './activity-pane.tsx';
import { CoverageSummary } from './coverage-summary.tsx';
import { EntryDrawer, type EntryTab } from './entry-drawer.tsx';
import { EntryTable } from './entry-table.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { EVERYTHING, until } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { JournalActions } from './journal-actions.tsx';
import { JournalNotices } from './journal-notices.tsx';
import styles from './journal-panel.module.css';
import { JournalSkeleton } from './journal-skeleton.tsx';
import { JournalSummary } from './journal-summary.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { ReviewBanner } from './review-banner.tsx';
import { useEntries } from './use-entries.ts';
import { useReview } from './use-review.ts';
import { useVerification } from './use-verification.ts';

const BUCKETS = 90;

/** What was done, by whom, to what and with what result, and that nobody changed it since. */
export default function JournalPanel() {
  const { router } = useDesk();
  const lost = useConnectionLost();
  const isReadOnly = useActionsDisabled() !== null;
  const { journal } = useLive();
  const { item, at } = useRoute();
  const openIndex = item !== null && /^\d{1,15}$/.test(item) ? Number(item) : null;
  const [filter, setFilter] = useState<JournalFilter>(EVERYTHING);
  const [tab, setTab] = useState<EntryTab>('details');
  const [dialog, setDialog] = useState<'export' | 'keys' | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const verification = useVerification();
  const { review, open, close } = useReview();

  const found = review.phase === 'open' ? review.found : null;
  const book = found?.book ?? null;
  const size = journal.data?.size ?? 0;
  const turn = book === null ? size : 0;
  const asked = book === null ? until(filter, at) : filter;
  const entries = useEntries(book, asked, turn);
  const activity = useAnswer(
    (client, options) => client.journal.activity({ book, filter: asked, buckets: BUCKETS }, options),
    JSON.stringify([book, asked]),
    turn,
  );

  const coverage = useAnswer(
    (client, options) => client.journal.coverage({ since: null }, options),
    '',
    size,
  );

  const { start } = verification;
  usePanelActions(
    useMemo(
      () => [
        { id: 'journal-search', title: 'Search the journal', key: '/', run: () => input.current?.focus() },
        { id: 'journal-verify', title: 'Verify the journal', key: 'v', run: start },
        { id: 'journal-proof', title: 'Proof of the open entry', key: 'p', run: () => setTab('proof') },
        { id: 'journal-details', title: 'Details of the open entry', key: 'd', run: () => setTab('details') },
        { id: 'journal-export', title: 'Journal: export entries', run: () => setDialog('export') },
        { id: 'journal-open', title: 'Journal: open a bundle', run: () => file.current?.click() },
        { id: 'journal-keys', title: 'Journal: public keys', run: () => setDialog('keys') },
      ],
      [start],
    ),
  );

  const show = (index: number) => router.go('journal', String(index));
  const closeEntry = () => {
    router.go('journal');
    grid.current?.focus();
  };
  const closeReview = useCallback(() => {
    close();
    router.go('journal');
  }, [close, router]);

  const isOffline = lost || journal.phase !== 'live';
  const blocked =
    blockingState(journal, lost) ??
    (entries.isKnown || !entries.problem
      ? null
      : blockingState({ data: null, problem: entries.problem, retry: entries.retry }, lost));

  return (
    <PanelFrame
      id="journal"
      title="Journal"
      fixed
      summary={
        <div className={styles.summary}>
          <JournalSummary status={journal.data} offline={isOffline} />
          <CoverageSummary
            coverage={coverage.data}
            problem={coverage.problem}
            offline={isOffline}
            onShow={book === null ? show : null}
          />
        </div>
      }
      actions={
        <JournalActions
          disabled={isReadOnly || journal.data === null}
          isEmpty={size === 0}
          isVerifying={verification.state.phase === 'running'}
          hasAnchors={(journal.data?.anchors.length ?? 0) > 0}
          onVerify={start}
          onExport={() => setDialog('export')}
          onKeys={() => setDialog('keys')}
          onOpen={open}
          file={file}
        />
      }
    >
      {blocked ?? (
        <>
          {review.phase !== 'none' && <ReviewBanner review={review} onClose={closeReview} />}
          <JournalNotices
            status={journal.data}
            problem={journal.problem ?? entries.problem}
            verification={verification}
            found={found}
            onShow={show}
          />
          <FilterBar
            key={book}
            book={book}
            filter={filter}
            onChange={setFilter}
            entries={entries}
            input={input}
            onLeave={() => grid.current?.focus()}
          />
          {entries.isKnown ? (
            <>
              {size > 0 && (
                <ActivityPane
                  activity={activity.data}
                  onPick={(range) => setFilter({ ...filter, ...range })}
                />
              )}
              <div className={styles.content} data-imported={book !== null || undefined}>
                <EntryTable
                  key={JSON.stringify([book, filter])}
                  entries={entries}
                  filter={filter}
                  onClearFilter={() => setFilter(EVERYTHING)}
                  openIndex={openIndex}
                  onOpen={show}
                  onEscape={closeEntry}
                  dimmed={isOffline}
                  grid={grid}
                />
                {openIndex !== null && (
                  <EntryDrawer
                    key={`${book} ${openIndex}`}
                    book={book}
                    index={openIndex}
                    tab={tab}
                    onTab={setTab}
                    turn={(journal.data?.signed?.size ?? 0) + (journal.data?.lastAnchor?.size ?? 0)}
                    onShow={show}
                    onFilter={(more) => setFilter({ ...filter, ...more })}
                    onClose={closeEntry}
                  />
                )}
              </div>
            </>
          ) : (
            <JournalSkeleton />
          )}
        </>
      )}
      {dialog === 'export' && <ExportDialog size={size} onClose={() => setDialog(null)} />}
      {dialog === 'keys' && (
        <KeysDialog keys={found?.keys ?? journal.data?.keys ?? []} onClose={() => setDialog(null)} />
      )}
    </PanelFrame>
  );
}
