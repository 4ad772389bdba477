import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { ChangesProvider } from '../operations/changes.tsx';
import { PANELS } from '../panels/index.ts';
import { AddOperatorDialog } from '../people/add-operator-dialog.tsx';
import { LogInDialog } from '../people/log-in-dialog.tsx';
import { PeopleProvider } from '../people/people.tsx';
import { DockProvider, useDock } from '../runbooks/dock-state.tsx';
import { useDesk } from '../state/desk.tsx';
import { useRoute } from '../state/route.ts';
import { UnsavedProvider } from '../state/unsaved.tsx';
import { PanelSkeleton } from '../states/panel-skeleton.tsx';
import { Banners } from './banners.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { ShellProvider, useShell } from './shell-state.tsx';
import { StatusBar } from './status-bar.tsx';
import { TellingProvider } from './telling.tsx';
import { TopBar } from './top-bar.tsx';

/** The window: what stays while the panels change. */
export function Shell() {
  const { connection } = useDesk();
  const lost = useStore(connection.state, (state) => state.phase === 'lost');
  const route = useRoute();
  const panel = PANELS.find((candidate) => candidate.id === route.panel) ?? PANELS[0];

  return (
    <PeopleProvider>
      <ChangesProvider>
        <UnsavedProvider>
          <ShellProvider>
            <TellingProvider>
              <DockProvider>
                <div className={styles.shell}>
                  <button type="button" className={styles.skip} onClick={focusContent}>
                    Skip to the panel
                  </button>
                  <TopBar />
                  <Strip />
                  <Banners />
                  <Rail current={panel?.id ?? ''} />
                  <main className={styles.content} id="content" tabIndex={-1} data-greyed={lost || undefined}>
                    <Suspense fallback={<PanelSkeleton />}>
                      {panel && <panel.Component key={panel.id} />}
                    </Suspense>
                  </main>
                  <Dock />
                  <StatusBar />
                </div>
                <Palette />
                <HelpDialog />
                <DiscardDialog />
                <LogInDialog />
                <AddOperatorDialog />
                <WhenOpen />
                <Suspense>
                  <OperationDialog />
                </Suspense>
              </DockProvider>
            </TellingProvider>
          </ShellProvider>
        </UnsavedProvider>
      </ChangesProvider>
    </PeopleProvider>
  );
}

/** Behind the first paint: nobody changes anything in the first second. */
const OperationDialog = lazy(() => import('../operations/operation-dialog.tsx'));

const DockPane = lazy(() => import('../runbooks/run-dock.tsx'));

/** Its code comes with the first runbook that is opened. */
function Dock() {
  const { shown } = useDock();
  return <Suspense>{shown && <DockPane />}</Suspense>;
}

/** Its code comes when it is first asked for. */
const TimeBar = lazy(() => import('./time/time-bar.tsx'));

function Strip() {
  const { timeBar, showTimeBar } = useShell();
  return <Suspense>{timeBar && <TimeBar onClose={() => showTimeBar(false)} />}</Suspense>;
}

const ApprovalQueue = lazy(() => import('../people/approval-queue.tsx'));

const EmergencyDialog = lazy(() => import('../panels/rollouts/emergency-dialog.tsx'));

const GradualDialog = lazy(() => import('../panels/rollouts/gradual-dialog.tsx'));

const ChangesDialog = lazy(() => import('../operations/changes-dialog.tsx'));

function WhenOpen() {
  const { dialog } = useShell();
  return (
    <Suspense>
      {dialog === 'approvals' && <ApprovalQueue />}
      {dialog === 'changes' && <ChangesDialog />}
      {dialog === 'emergency-rollback' && <EmergencyDialog />}
      {dialog === 'gradual-rollback' && <GradualDialog />}
    </Suspense>
  );
}

function focusContent(): void {
  document.getElementById('content')?.focus();
}
