import { Button } from '@mantine/core';
import { Fragment } from 'react';
import type { SettingView } from '../../../../contract/configuration.ts';
import { ended } from '../../../format/words.ts';
import { Age } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { useDesk } from '../../../state/desk.tsx';
import { useActionsDisabled } from '../../../state/moment.ts';
import styles from './settings-table.module.css';
import { deploymentsWords, environmentGroups } from './words.ts';

interface SettingRowsProps {
  setting: SettingView;
  isEdited: boolean;
  why: string | null;
  onEdit: () => void;
}

/** A setting in its row, and below it what is to be said of it. */
export function SettingRows({ setting, isEdited, why, onEdit }: SettingRowsProps) {
  const { id, title, says, configMap, place, target, verdict, level } = setting;
  // That a place cannot be read is said once, of the whole.
  const findings = setting.findings.filter(({ kind }) => kind !== 'unreadable');
  return (
    <>
      <tr data-last={(findings.length === 0 && !isEdited) || undefined}>
        <td>
          <span className={styles.title} title={says}>
            {title}
          </span>
          <code className={styles.id}>
            {id.split('.').map((part, index) => (
              <Fragment key={part}>
                {index > 0 && (
                  <>
                    .<wbr />
                  </>
                )}
                {part}
              </Fragment>
            ))}
          </code>
        </td>
        <td>
          {place === null ? (
            <span className={styles.muted}>not kept there</span>
          ) : configMap === null ? (
            <span className={styles.muted}>{verdict === 'unknown' ? 'not known' : 'not there'}</span>
          ) : (
            <>
              <code className={styles.value}>{configMap.value.trim() || '(empty)'}</code>
              <span className={styles.under}>
                {configMap.changedAt === null ? (
                  'by nobody knows whom'
                ) : (
                  <>
                    <Age at={configMap.changedAt} suffix=" ago" />, {configMap.changedBy}
                  </>
                )}
              </span>
            </>
          )}
        </td>
        <td>
          <Environment setting={setting} />
        </td>
        <td>
          {target === null ? (
            <span className={styles.muted}>as it is set</span>
          ) : (
            <>
              <code className={styles.value}>{target.value}</code>
              <span className={styles.under}>{target.from}</span>
            </>
          )}
        </td>
        <td className={styles.verdictCell}>
          <StateShape level={level} label={null} size={11} /> {verdict}
        </td>
        <td className={styles.act}>
          <Change setting={setting} isEdited={isEdited} why={why} onEdit={onEdit} />
        </td>
      </tr>
      {findings.length > 0 && (
        <tr data-last={!isEdited || undefined}>
          <td colSpan={6} className={styles.findings}>
            <ul aria-label={`What is to be said of ${id}`}>
              {findings.map((finding) => (
                <li key={finding.says} data-finding={finding.kind}>
                  <StateShape level={finding.level} size={9} />
                  <span>{ended(finding.says)}</span>
                </li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}

function Environment({ setting: { environment, variable, verdict } }: { setting: SettingView }) {
  if (environment.length === 0) {
    const words =
      variable === null ? 'not kept there' : verdict === 'unknown' ? 'not known' : 'nobody has it';
    return <span className={styles.muted}>{words}</span>;
  }
  return environmentGroups(environment).map(({ value, from, mayBeOld, deployments }) => (
    <span key={`${value} ${from} ${mayBeOld}`} className={styles.variable}>
      {value === null ? (
        <span className={styles.muted}>{from}</span>
      ) : (
        <code className={styles.value}>{value.trim() || '(empty)'}</code>
      )}
      <span className={styles.under} title={deployments.join(', ')}>
        {deploymentsWords(deployments)}
        {from?.startsWith('config map') && ', from the config map'}
      </span>
    </span>
  ));
}

function Change({ setting, isEdited, why, onEdit }: SettingRowsProps) {
  const { router } = useDesk();
  const disabled = useActionsDisabled();
  const hindrance = why ?? disabled;
  if (setting.change === 'rollout') {
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={hindrance !== null}
        title={hindrance ?? 'It is moved by a rollout, watched and turned back by itself'}
        onClick={() => router.go('rollouts', 'start')}
      >
        By a rollout
      </Button>
    );
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      data-change={setting.id}
      aria-label={`Change ${setting.id}`}
      aria-expanded={isEdited}
      disabled={hindrance !== null}
      title={hindrance ?? undefined}
      onClick={onEdit}
    >
      Change
    </Button>
  );
}
