import { useCallback } from 'react';
import type { RolloutCheck, RolloutStage } from '../../../contract/rollouts.ts';
import { Chart } from '../../charts/chart.tsx';
import type { ChartTheme } from '../../charts/chart-theme.ts';
import { checkOption, describeCheck } from '../../charts/check-option.ts';
import { formatSpan } from '../../format/time.ts';
import { Age, Ahead } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { PlainTable } from '../../tables/index.ts';
import styles from './checks-table.module.css';
import { figureText, limitText, OUTCOME_LEVELS } from './words.ts';

/** What is watched in a stage: the last figure, the course against its limits, and how much of either is left. */
export function ChecksTable({ stage, isOld }: { stage: RolloutStage; isOld: boolean }) {
  return (
    <PlainTable isOld={isOld}>
      <thead>
        <tr>
          <th>Check</th>
          <th>Last</th>
          <th>Passes</th>
          <th className={styles.course}>In this stage</th>
          <th>Failed</th>
          <th>Inconclusive</th>
          <th>Next look</th>
        </tr>
      </thead>
      <tbody>
        {stage.checks.map((check) => (
          <Row key={check.id} check={check} stage={stage} />
        ))}
      </tbody>
    </PlainTable>
  );
}

function Row({ check, stage }: { check: RolloutCheck; stage: RolloutStage }) {
  const { id, title, unit, measurements, failures, inconclusive, nextAt, everyMs } = check;
  const last = measurements.at(-1);
  return (
    <tr data-check={id} data-outcome={last?.outcome ?? ''}>
      <td className={styles.title}>
        <span className={styles.mark}>
          {last ? (
            <StateShape level={OUTCOME_LEVELS[last.outcome]} label={null} />
          ) : (
            <span className={styles.dot} aria-hidden />
          )}
          <span>{title}</span>
        </span>
      </td>
      <td>
        {last === undefined ? (
          <span className={styles.muted}>not yet</span>
        ) : (
          <>
            <span className={styles.figure} title={last.words}>
              {last.value === null ? 'no figure' : figureText(last.value, unit)}
            </span>
            <span className={styles.under}>
              {last.outcome}, <Age at={last.at} suffix=" ago" />
            </span>
          </>
        )}
      </td>
      <td className={styles.limit}>{limitText(check)}</td>
      <td className={styles.course}>{measurements.length > 0 && <Course check={check} stage={stage} />}</td>
      <td className={styles.nowrap}>
        <span data-some={failures.count > 0 || undefined} className={styles.failed}>
          {failures.count} of {failures.limit}
        </span>
        {failures.withinMs > 0 && (
          <span className={styles.under}>within {formatSpan(failures.withinMs)}</span>
        )}
      </td>
      <td className={styles.nowrap}>
        <span data-some={inconclusive.count > 0 || undefined} className={styles.unclear}>
          {inconclusive.count} of {inconclusive.limit}
        </span>
      </td>
      <td className={styles.nowrap}>
        {nextAt === null ? <span className={styles.muted}>none</span> : <Ahead at={nextAt} />}
        <span className={styles.under}>
          {id.startsWith('load-') && everyMs === 1 ? 'before the window' : `every ${formatSpan(everyMs)}`}
        </span>
      </td>
    </tr>
  );
}

/** From the beginning of the stage, or of what is still told of it. */
function Course({ check, stage }: { check: RolloutCheck; stage: RolloutStage }) {
  const option = useCallback(
    (theme: ChartTheme) => {
      const moments = check.measurements.map(({ at }) => Date.parse(at));
      const first = moments[0] ?? 0;
      const last = moments.at(-1) ?? first;
      const isWhole = check.total <= check.measurements.length && stage.startedAt !== null;
      const from = isWhole ? Math.min(first, Date.parse(stage.startedAt ?? '')) : first;
      const window = { from, to: Math.max(last, from + 1) };
      return checkOption(check, window, (value) => figureText(value, check.unit), theme);
    },
    [check, stage.startedAt],
  );
  const label = describeCheck(check, limitText(check), (value) => figureText(value, check.unit));
  return (
    <div className={styles.plot}>
      <Chart option={option} label={label} />
    </div>
  );
}
