import { useMemo, useState } from 'react';
import type { AlertItem, AlertsFrame } from '../../../contract/alerts.ts';
import { Age } from '../../marks/age.tsx';
import { useOperations } from '../../operations/operations.tsx';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { Notice } from '../../states/notice.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { PanelFrame } from '../panel-frame.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import { AlertDrawer } from './alert-drawer.tsx';
import { AlertList } from './alert-list.tsx';
import styles from './alerts-panel.module.css';
import { AlertsSummary } from './alerts-summary.tsx';
import { ElsewhereView } from './elsewhere-view.tsx';
import { isUnanswered } from './levels.ts';
import { LogView } from './log-view.tsx';
import { RulesView } from './rules-view.tsx';
import { SilenceDialog } from './silence-dialog.tsx';
import { SilencesView } from './silences-view.tsx';
import { TellingSwitches } from './telling-switches.tsx';

type View = 'alerts' | 'rules' | 'silences' | 'log' | 'elsewhere';

/** What is wrong, whose answer is awaited and for how long, why, and who is called next. */
export default function AlertsPanel() {
  const { alerts } = useLive();
  const lost = useConnectionLost();
  const disabled = useActionsDisabled();
  const { router } = useDesk();
  const { item: openId, at } = useRoute();
  const { ask } = useOperations();
  const [view, setView] = useState<View>('alerts');
  const [silencing, setSilencing] = useState<AlertItem | null>(null);
  const frame = alerts.data;
  const open = frame?.items.find(({ id }) => id === openId) ?? null;
  const chosen = open ?? frame?.items.find(isUnanswered) ?? null;
  const answerable = disabled === null && chosen !== null && isUnanswered(chosen) ? chosen : null;

  const close = () => {
    const row = openId === null ? null : document.querySelector<HTMLElement>(`[data-alert="${openId}"]`);
    router.go('alerts');
    row?.focus();
  };
  const answerableId = answerable?.id ?? null;
  usePanelActions(
    useMemo(
      () => [
        {
          id: 'alert-acknowledge',
          title: 'Acknowledge the open or most urgent alert',
          key: 'a',
          run: () => {
            if (answerableId !== null) {
              ask({ kind: 'alerts.acknowledge', parameters: { id: answerableId, note: '' } });
            }
          },
        },
        { id: 'alert-list', title: 'Alerts: by urgency', key: 'u', run: () => setView('alerts') },
        { id: 'alert-rules', title: 'Alerts: rules', key: 'r', run: () => setView('rules') },
        { id: 'alert-log', title: 'Alerts: log of the day', key: 'l', run: () => setView('log') },
        { id: 'alert-silences', title: 'Alerts: silences and receivers', run: () => setView('silences') },
      ],
      [ask, answerableId],
    ),
  );

  const blocked = blockingState(alerts, lost);
  const evaluatedMs = frame?.evaluatedAt ? Date.parse(frame.evaluatedAt) : 0;
  const turn = open === null ? 0 : evaluatedMs + Date.parse(open.acknowledgedAt ?? open.activeAt);
  return (
    <PanelFrame
      id="alerts"
      title="Alerts"
      fixed
      summary={!blocked && <AlertsSummary frame={frame} lost={lost} />}
      actions={!blocked && <TellingSwitches />}
    >
      {blocked ?? (
        <>
          <Notices frame={frame} />
          <Tabs frame={frame} view={view} onView={setView} />
          <div className={styles.content} data-greyed={lost || frame?.stale || undefined}>
            {view === 'alerts' && (
              <AlertList
                frame={frame}
                isOld={lost || frame?.stale === true}
                openId={openId}
                onOpen={(id) => router.go('alerts', id)}
              />
            )}
            {frame && view === 'rules' && <RulesView frame={frame} />}
            {frame && view === 'silences' && (
              <SilencesView
                frame={frame}
                disabled={disabled}
                onUnsilence={(id) => ask({ kind: 'alerts.unsilence', parameters: { id } })}
              />
            )}
            {view === 'log' && <LogView at={at} turn={evaluatedMs} />}
            {frame && view === 'elsewhere' && <ElsewhereView frame={frame} />}
            {open && (
              <AlertDrawer
                key={open.id}
                item={open}
                at={at}
                turn={turn}
                disabled={disabled}
                onAcknowledge={() =>
                  ask({ kind: 'alerts.acknowledge', parameters: { id: open.id, note: '' } })
                }
                onReopen={() => ask({ kind: 'alerts.reopen', parameters: { id: open.id, note: '' } })}
                onSilence={() => setSilencing(open)}
                onClose={close}
              />
            )}
          </div>
        </>
      )}
      {silencing && (
        <SilenceDialog
          item={silencing}
          onClose={() => setSilencing(null)}
          onSilence={({ matchers, forMs, reason }) => {
            setSilencing(null);
            ask({ kind: 'alerts.silence', parameters: { matchers, forMs, reason } });
          }}
        />
      )}
    </PanelFrame>
  );
}

function Notices({ frame }: { frame: AlertsFrame | null }) {
  if (!frame?.stale) return null;
  return (
    <Notice kind="stale" title="The rules are not evaluated now.">
      {frame.evaluatedAt === null ? (
        'They never were: nothing is known yet.'
      ) : (
        <>
          What is shown is as it was <Age at={frame.evaluatedAt} suffix=" ago" />; nobody knows how it is now.
        </>
      )}
    </Notice>
  );
}

function Tabs({
  frame,
  view,
  onView,
}: {
  frame: AlertsFrame | null;
  view: View;
  onView: (view: View) => void;
}) {
  const blind = frame?.rules.filter(({ state }) => state !== 'good').length ?? 0;
  const elsewhere = frame?.sources.reduce((sum, { alerts }) => sum + alerts.length, 0) ?? 0;
  const tabs: readonly { id: View; title: string; note?: string }[] = [
    { id: 'alerts', title: 'By urgency' },
    { id: 'rules', title: 'Rules', note: blind > 0 ? `${blind} see nothing` : '' },
    {
      id: 'silences',
      title: 'Silences and receivers',
      note: frame?.silences.length ? `${frame.silences.length}` : '',
    },
    { id: 'log', title: 'Log of the day' },
    { id: 'elsewhere', title: 'Elsewhere', note: elsewhere > 0 ? `${elsewhere}` : '' },
  ];
  return <ViewTabs tabs={tabs} current={view} onChange={onView} place="panel" />;
}
