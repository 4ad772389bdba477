import { IconHistoryOff, IconShieldSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ComplianceHeadline } from '../../../contract/compliance.ts';
import { PresentAge } from '../../marks/age.tsx';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { useActionsDisabled, useMoment } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { useNow } from '../../state/ticker.ts';
import { Notice } from '../../states/notice.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { blockingState } from '../../states/panel-states.tsx';
import { PanelFrame } from '../panel-frame.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import styles from './compliance-panel.module.css';
import { ComplianceSummary } from './compliance-summary.tsx';
import { isOld } from './levels.ts';
import { ComplianceLog } from './log/compliance-log.tsx';
import { MatrixView } from './matrix-view.tsx';
import { PartView } from './part-view.tsx';
import { ScoreView } from './score-view.tsx';
import { useEvidence } from './use-evidence.ts';
import { useValidation, type Validation } from './use-validation.ts';
import { ValidateNow } from './validate-now.tsx';
import { ValidationsView } from './validations-view.tsx';
import { partOfView, VIEWS, type View, viewOf } from './views.ts';
import { ViolationsView } from './violations/violations-view.tsx';

/** Whether the system keeps to its constitution, figure by figure with what each rests on. */
export default function CompliancePanel() {
  const { compliance } = useLive();
  const lost = useConnectionLost();
  const disabled = useActionsDisabled();
  const { router } = useDesk();
  const { item } = useRoute();
  const view = viewOf(item);
  const validation = useValidation(disabled);
  const { start } = validation;
  const found = compliance.data ? compliance.data.found : undefined;
  usePanelActions(
    useMemo(
      () => [
        { id: 'validate', title: 'Validate compliance now', key: 'v', run: () => start('production') },
        { id: 'validate-quick', title: 'Validate compliance: quick', run: () => start('quick') },
        { id: 'validate-emergency', title: 'Validate compliance: emergency', run: () => start('emergency') },
        { id: 'validate-daily', title: 'Validate compliance: daily', run: () => start('daily') },
        ...VIEWS.map(({ id, title }) => ({
          id: `compliance-${id}`,
          title: `Compliance: ${title}`,
          ...KEYS[id],
          run: () => router.go('compliance', id === 'score' ? null : id),
        })),
      ],
      [router, start],
    ),
  );

  const blocked = blockingState(compliance, lost);
  return (
    <PanelFrame
      id="compliance"
      title="Compliance"
      fixed
      summary={!blocked && <ComplianceSummary found={found} lost={lost} />}
      actions={!blocked && <ValidateNow validation={validation} why={disabled} />}
    >
      {blocked ??
        (found === null && view !== 'log' ? (
          <Never validation={validation} />
        ) : (
          <Found found={found ?? null} view={view} validation={validation} lost={lost} />
        ))}
    </PanelFrame>
  );
}

const KEYS: Partial<Record<View, { key: string }>> = {
  score: { key: 's' },
  hash: { key: 'h' },
  audit: { key: 'a' },
  dgm: { key: 'd' },
  governance: { key: 'g' },
  violations: { key: 'i' },
  log: { key: 'l' },
};

/** With `found` null every part draws its own skeleton. */
function Found({
  found,
  view,
  validation,
  lost,
}: {
  found: ComplianceHeadline | null;
  view: View;
  validation: Validation;
  lost: boolean;
}) {
  const { router } = useDesk();
  const now = useNow();
  const evidence = useEvidence(found);
  const old = found !== null && isOld(found, now);
  const part = found && partOfView(view, found.parts);
  return (
    <>
      {validation.failure && (
        <Notice kind="failed" title="The validation failed.">
          {validation.failure.message} {validation.failure.hint}
        </Notice>
      )}
      {found && old && (
        <Notice kind="stale" title="This says little about now.">
          It was found <PresentAge at={found.checkedAt} />; validate again.
        </Notice>
      )}
      <ViewTabs
        tabs={VIEWS.map(({ id, title }) => ({ id, title, note: found ? noteOf(found, id) : '' }))}
        current={view}
        onChange={(id) => router.go('compliance', id === 'score' ? null : id)}
        place="panel"
      />
      <div
        className={styles.content}
        data-greyed={lost || old || undefined}
        data-compliance={found?.verdict ?? ''}
      >
        {view === 'log' ? (
          <ComplianceLog />
        ) : found === null ? (
          <Waiting />
        ) : view === 'violations' ? (
          <ViolationsView found={found} validation={validation} />
        ) : view === 'validations' ? (
          <ValidationsView shown={found} />
        ) : part === null ? (
          <ScoreView found={found} evidence={evidence} />
        ) : part.id === 'hash' ? (
          <MatrixView key={part.id} part={part} evidence={evidence} />
        ) : (
          <PartView key={part.id} part={part} evidence={evidence} />
        )}
      </div>
    </>
  );
}

/** What a tab says without being opened: only what is wrong. */
function noteOf({ parts }: ComplianceHeadline, view: View): string {
  const part = partOfView(view, parts);
  if (part === null || part.state === 'met') return '';
  return part.state;
}

function Never({ validation }: { validation: Validation }) {
  const isPast = useMoment().at !== null;
  if (isPast) {
    return (
      <PanelMessage
        icon={IconHistoryOff}
        title="Nobody had validated compliance by then"
        text="There is nothing of that moment to show: nothing is known of it, good or bad."
        hint="Choose a later moment, or go back to live to validate now."
      />
    );
  }
  return (
    <PanelMessage
      icon={IconShieldSearch}
      title={
        validation.progress ? 'Compliance is being validated' : 'Nobody has validated compliance here yet'
      }
      text={
        validation.failure
          ? `${validation.failure.message} ${validation.failure.hint ?? ''}`
          : 'A validation looks for the evidence of all five parts: the hash in every place, the services’ own scores, the acts in the audit trail, the safety patterns, and governance. It changes nothing.'
      }
      hint={validation.progress ? 'It takes a few seconds.' : 'It takes a few seconds; press V.'}
    />
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for what was found last
      </p>
      <Bone height={212} />
      <Bone height={260} />
    </div>
  );
}
