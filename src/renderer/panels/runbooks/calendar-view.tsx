import { IconCalendar } from '@tabler/icons-react';
import type { CalendarView as CalendarFrame, CalendarItem } from '../../../contract/calendar.ts';
import { Age, Ahead, Moment } from '../../marks/age.tsx';
import { Tag } from '../../marks/tag.tsx';
import { useDock } from '../../runbooks/dock-state.tsx';
import { RunMark } from '../../runbooks/run-mark.tsx';
import { RUN_WORDS } from '../../runbooks/words.ts';
import { useConnectionLost } from '../../state/live.tsx';
import { useActionsDisabled, useMoment } from '../../state/moment.ts';
import type { FollowedStream } from '../../state/stream.ts';
import { Notice } from '../../states/notice.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { RowSkeleton } from '../../states/row-skeleton.tsx';
import { PlainTable } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { OfferedEntry } from './offered-entry.tsx';
import styles from './runbooks.module.css';

/** What was due and did not start, then what is due next, as the core orders it. Always of the present. */
export function CalendarView({ calendar }: { calendar: FollowedStream<CalendarFrame> }) {
  const lost = useConnectionLost();
  const disabled = useActionsDisabled();
  const { at } = useMoment();
  const blocked = blockingState(calendar, lost);
  if (blocked) return blocked;
  const { data, phase, problem, receivedAt } = calendar;
  if (data === null) return <RowSkeleton what="the calendar" />;
  if (data.items.length === 0) {
    return (
      <PanelMessage
        icon={IconCalendar}
        title="Nothing is in the calendar"
        text="The guides’ routines are taken out, and the profile has none of its own."
        hint="Write what shall be due under calendar in the profile."
      />
    );
  }
  const offered = data.items.filter((item) => item.offered !== null);
  const isOld = phase === 'failed';
  const hindrance =
    disabled ?? (isOld ? 'What is shown is not the present: nothing can be decided.' : data.hindrance);
  return (
    <>
      {at !== null && (
        <Notice kind="stale" title="The calendar is that of the present.">
          It says what is due from now on. What ran until the moment that is shown is under <em>Runs</em>.
        </Notice>
      )}
      {isOld && (
        <Notice kind="stale" title="The calendar does not come any more.">
          What is shown is{' '}
          <Age at={receivedAt === null ? null : new Date(receivedAt).toISOString()} suffix=" old." />{' '}
          {problem?.message}
        </Notice>
      )}
      <ScrollRegion framed label="Calendar">
        {offered.length > 0 && (
          <section className={styles.chapter} data-greyed={lost || isOld || undefined}>
            <h2>Was due and did not start</h2>
            {hindrance !== null && <p className={styles.hindrance}>{hindrance}</p>}
            <ul>
              {offered.map((item) => (
                <OfferedEntry key={item.id} item={item} hindrance={hindrance} />
              ))}
            </ul>
          </section>
        )}
        <PlainTable isOld={lost || isOld}>
          <thead>
            <tr>
              <th>Due next</th>
              <th>Runbook</th>
              <th>When</th>
              <th>Last result</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </tbody>
        </PlainTable>
      </ScrollRegion>
    </>
  );
}

function Row({ item }: { item: CalendarItem }) {
  const { openRunbook } = useDock();
  const { id, runbook, title, words, timeZone, from, nextAt, unavailable, waitsBecause } = item;
  return (
    <tr data-calendar-row={id}>
      <td className={styles.nowrap}>
        {nextAt === null ? (
          <span className={styles.muted}>{unavailable === null ? 'never again' : 'not available'}</span>
        ) : (
          <>
            <Moment at={nextAt} />
            <span className={styles.under}>
              <Ahead at={nextAt} />
            </span>
          </>
        )}
      </td>
      <td>
        <span className={styles.titled}>
          <button type="button" className={styles.link} onClick={() => openRunbook(runbook)}>
            {title}
          </button>
          {from === 'guide' ? <Tag tone="quiet" word="guide’s routine" /> : <Tag tone="accent" word="own" />}
        </span>
        {(unavailable ?? waitsBecause) !== null && (
          <span className={styles.under}>{unavailable ?? waitsBecause}</span>
        )}
      </td>
      <td>
        {from === 'own' ? <code>{words}</code> : words}
        <span className={styles.under}>{timeZone}</span>
      </td>
      <td>
        <LastResult item={item} />
      </td>
    </tr>
  );
}

function LastResult({ item: { title, last } }: { item: CalendarItem }) {
  const { openRun } = useDock();
  if (last === null) return <span className={styles.muted}>not run yet</span>;
  return (
    <>
      <span className={styles.state}>
        <RunMark status={last.status} />
        <button
          type="button"
          className={styles.link}
          aria-label={`Last run of ${title}: ${RUN_WORDS[last.status]}`}
          onClick={() => openRun(last.runId)}
        >
          {RUN_WORDS[last.status]}
        </button>
      </span>
      <span className={styles.under}>
        <Age at={last.startedAt} suffix=" ago" />
        {last.why !== null && `: ${last.why}`}
      </span>
    </>
  );
}
