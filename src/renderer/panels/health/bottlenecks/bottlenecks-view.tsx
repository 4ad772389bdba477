import { IconHistoryOff, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { BottleneckReport } from '../../../../contract/bottlenecks.ts';
import { PresentAge } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { useConnectionLost } from '../../../state/live.tsx';
import { useMoment } from '../../../state/moment.ts';
import { useNow } from '../../../state/ticker.ts';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import styles from './bottlenecks-view.module.css';
import { EvidenceDrawer } from './evidence-drawer.tsx';
import { LookNow } from './look-now.tsx';
import { BlindPane, FinePane } from './looked-at.tsx';
import { SuspectList } from './suspect-list.tsx';
import type { Bottlenecks } from './use-bottlenecks.ts';
import { headline } from './words.ts';

/** What was found longer ago says little about now. */
const OLD_MS = 15 * 60_000;

const SHAPES = { found: 'critical', none: 'good', unknown: 'unknown' } as const;

/** What holds the system up, ranked, with the evidence; looked for when somebody asks. */
export function BottlenecksView({
  bottlenecks,
  disabled,
}: {
  bottlenecks: Bottlenecks;
  disabled: string | null;
}) {
  const { report, problem, failure } = bottlenecks;
  const isPast = useMoment().at !== null;
  const lost = useConnectionLost();
  const now = useNow();
  const isOld = report != null && !isPast && (lost || now - Date.parse(report.checkedAt) > OLD_MS);
  return (
    <div className={styles.view} data-bottlenecks={report?.verdict ?? ''}>
      <div className={styles.bar}>
        <p className={styles.headline} role="status">
          {report && (
            <>
              <StateShape level={worstOf(report)} label={null} size={13} />
              <strong>{headline(report)}</strong>
              <span className={styles.muted}>
                looked at <PresentAge at={report.checkedAt} />
                {isPast && '; they are looked for only when somebody asks'}
              </span>
            </>
          )}
        </p>
        {!isPast && <LookNow bottlenecks={bottlenecks} why={disabled} />}
      </div>
      {failure && (
        <Notice kind="failed" title="The look failed.">
          {failure.message}. {failure.hint}
        </Notice>
      )}
      {isOld && !lost && (
        <Notice kind="stale" title="This says little about now.">
          It was found <PresentAge at={report.checkedAt} />; look again.
        </Notice>
      )}
      {report ? (
        <Found report={report} isOld={isOld} />
      ) : report === null ? (
        <Never isPast={isPast} isLooking={bottlenecks.looking !== null} />
      ) : problem ? (
        <ErrorState problem={problem} />
      ) : (
        <Waiting />
      )}
    </div>
  );
}

function Found({ report, isOld }: { report: BottleneckReport; isOld: boolean }) {
  const [openId, setOpenId] = useState<string | null>(null);
  const open = report.suspects.find(({ id }) => id === openId) ?? null;
  const close = () => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-suspect]')];
    setOpenId(null);
    rows.find((row) => row.dataset.suspect === openId)?.focus();
  };
  return (
    <div className={styles.content} data-greyed={isOld || undefined}>
      <ScrollRegion className={styles.main} label="What was found">
        {report.suspects.length > 0 && (
          <SuspectList suspects={report.suspects} openId={openId} onOpen={setOpenId} />
        )}
        <div className={styles.panes}>
          <FinePane fine={report.fine} />
          <BlindPane report={report} />
        </div>
      </ScrollRegion>
      {open && <EvidenceDrawer key={open.id} suspect={open} onClose={close} />}
    </div>
  );
}

function Never({ isPast, isLooking }: { isPast: boolean; isLooking: boolean }) {
  return isPast ? (
    <PanelMessage
      icon={IconHistoryOff}
      title="Nobody had looked for bottlenecks by then"
      text="They are looked for only when somebody asks, so there is nothing of that moment to show."
      hint="Go back to live to look now."
    />
  ) : (
    <PanelMessage
      icon={IconSearch}
      title={isLooking ? 'Looking for bottlenecks' : 'Nobody has looked for bottlenecks yet'}
      text="A look asks the database who waits for whom, the cache what it misses, every system how long the way and the answer take, and the cluster who is at its limits. It changes nothing."
      hint={isLooking ? 'It takes a few seconds.' : 'It takes a few seconds; press L.'}
    />
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for what was found last
      </p>
      <Bone height={56} />
      <Bone height={56} />
      <Bone height={220} />
    </div>
  );
}

function worstOf({ verdict, suspects }: BottleneckReport) {
  return verdict === 'found' && suspects.every(({ level }) => level === 'warning')
    ? 'warning'
    : SHAPES[verdict];
}
