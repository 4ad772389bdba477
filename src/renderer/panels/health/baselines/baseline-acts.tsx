import { IconArrowBackUp, IconCheck, IconRuler2 } from '@tabler/icons-react';
import { useId } from 'react';
import type { NamedBaseline } from '../../../../contract/baselines.ts';
import { ActButton } from '../../../operations/act-button.tsx';
import { useOperations } from '../../../operations/operations.tsx';
import { useActionsDisabled } from '../../../state/moment.ts';
import { usePresent } from '../../../state/ticker.ts';
import styles from './baselines-view.module.css';

const DAY_MS = 86_400_000;

/** Measuring, updating and putting back, each asked in the dialog of every change. */
export function BaselineActs({ chosen }: { chosen: NamedBaseline | null }) {
  const hindrance = useActionsDisabled();
  const present = usePresent();
  const { ask } = useOperations();
  const id = useId();
  const name = chosen?.name ?? 'default';
  const current = chosen?.current ?? null;
  const newest = chosen?.revisions[0]?.revision ?? null;
  const candidate = newest !== null && newest > (current ?? 0) ? newest : null;
  const previous = chosen?.previous ?? null;

  const record = () => {
    const [from, to] = [present - DAY_MS, present].map((at) => new Date(at).toISOString());
    if (from && to) ask({ kind: 'baselines.record', parameters: { name, from, to, systems: [] } });
  };
  const adopt = (revision: number) => ask({ kind: 'baselines.adopt', parameters: { name, revision } });
  const shared = { hindrance, describedBy: id };
  return (
    <div className={styles.acts}>
      <ActButton
        {...shared}
        icon={IconRuler2}
        title={current === null ? 'Record a baseline' : 'Measure a new revision'}
        onPress={record}
      />
      {candidate !== null && (
        <ActButton
          {...shared}
          icon={IconCheck}
          title={`Update to revision ${candidate}`}
          onPress={() => adopt(candidate)}
        />
      )}
      {previous !== null && (
        <ActButton
          {...shared}
          icon={IconArrowBackUp}
          title={`Put revision ${previous} back`}
          onPress={() => adopt(previous)}
        />
      )}
      <span id={id} className="sr-only">
        {hindrance}
      </span>
    </div>
  );
}
