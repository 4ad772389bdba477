import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { RolloutsFrame } from '../../../contract/rollouts.ts';
import { counted } from '../../format/number.ts';
import { sentence } from '../../format/words.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useShell } from '../../shell/shell-state.tsx';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { useActionsDisabled, useMoment } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { NotRenewed } from '../../states/not-renewed.tsx';
import { Notice } from '../../states/notice.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { RowSkeleton } from '../../states/row-skeleton.tsx';
import { PanelFrame } from '../panel-frame.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import { ConfigurationTab } from './configuration/configuration-view.tsx';
import { RolloutList } from './rollout-list.tsx';
import { RolloutPage } from './rollout-view.tsx';
import styles from './rollouts-panel.module.css';
import { StartView } from './start-view.tsx';
import { TrafficLine, TrafficPane } from './traffic-pane.tsx';
import { inGroups } from './words.ts';

/** What the address calls the form that starts one; no rollout has such an id. */
const START = 'start';
/** And the view beside them. */
const CONFIGURATION = 'configuration';

/** Who gets traffic, who decides next, and the way back. */
export default function RolloutsPanel() {
  const { rollouts } = useLive();
  const lost = useConnectionLost();
  const disabled = useActionsDisabled();
  const { at } = useMoment();
  const { router } = useDesk();
  const { item } = useRoute();
  const { open } = useShell();
  const frame = rollouts.data;
  usePanelActions(
    useMemo(
      () => [
        { id: 'rollouts-list', title: 'Rollouts: all', key: 'l', run: () => router.go('rollouts') },
        {
          id: 'rollouts-configuration',
          title: 'Configuration: config map and environment',
          key: 'c',
          run: () => router.go('rollouts', CONFIGURATION),
        },
        { id: 'rollouts-start', title: 'Start a rollout', key: 'n', run: () => router.go('rollouts', START) },
        // After the palette has closed: only one dialog is open at a time.
        ...(['gradual-rollback', 'emergency-rollback'] as const).map((dialog) => ({
          id: `panel-${dialog}`,
          title: dialog === 'gradual-rollback' ? 'Gradual rollback' : 'Emergency rollback',
          key: dialog.charAt(0),
          run: () => setTimeout(() => open(dialog)),
        })),
      ],
      [open, router],
    ),
  );

  return (
    <PanelFrame
      id="rollouts"
      title="Rollouts"
      fixed={item === null || item === CONFIGURATION}
      summary={
        frame && (item === null ? summaryOf(frame) : <TrafficLine traffic={frame.traffic} lost={lost} />)
      }
      actions={
        <>
          {item !== START && (
            <Button
              size="xs"
              variant="default"
              disabled={disabled !== null}
              onClick={() => router.go('rollouts', START)}
            >
              Start a rollout
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            disabled={disabled !== null}
            onClick={() => open('gradual-rollback')}
          >
            Gradual rollback
          </Button>
          <Button
            size="xs"
            variant="default"
            className={styles.emergency ?? ''}
            onClick={() => open('emergency-rollback')}
          >
            Emergency rollback
          </Button>
        </>
      }
    >
      {(item === null || item === CONFIGURATION) && (
        <ViewTabs
          place="panel"
          tabs={[
            { id: 'rollouts', title: 'Rollouts' },
            { id: CONFIGURATION, title: 'Configuration' },
          ]}
          current={item ?? 'rollouts'}
          onChange={(view) => router.go('rollouts', view === CONFIGURATION ? CONFIGURATION : null)}
        />
      )}
      {at !== null && item !== CONFIGURATION && (
        <Notice kind="stale" title="Rollouts are shown as they are now.">
          Each tells what happened in it; of the moment that is shown there is nothing else.
        </Notice>
      )}
      {item === START ? (
        <StartView />
      ) : item === CONFIGURATION ? (
        <ConfigurationTab />
      ) : item === null ? (
        <All lost={lost} />
      ) : (
        <RolloutPage key={item} id={item} />
      )}
    </PanelFrame>
  );
}

function All({ lost }: { lost: boolean }) {
  const { rollouts } = useLive();
  const { router } = useDesk();
  const blocked = blockingState(rollouts, lost);
  if (blocked) return blocked;
  if (rollouts.data === null) {
    return (
      <>
        <Bone height={76} />
        <RowSkeleton what="the rollouts" />
      </>
    );
  }
  return (
    <>
      <NotRenewed problem={rollouts.problem} />
      <TrafficPane traffic={rollouts.data.traffic} lost={lost || rollouts.phase === 'failed'} />
      <RolloutList
        frame={rollouts.data}
        isOld={lost || rollouts.phase === 'failed'}
        onStart={() => router.go('rollouts', START)}
      />
    </>
  );
}

function summaryOf(frame: RolloutsFrame): string {
  const { waiting, goingOn } = inGroups(frame.items);
  const ones = (count: number, one: string, many: string) => `${counted(count)} ${count === 1 ? one : many}`;
  if (waiting.length > 0) {
    return sentence(ones(waiting.length, 'rollout waits for a decision', 'rollouts wait for a decision'));
  }
  if (goingOn.length > 0) return sentence(`${ones(goingOn.length, 'goes', 'go')} on; none waits for anybody`);
  return 'None goes on.';
}
