import { IconRefresh } from '@tabler/icons-react';
import { useId } from 'react';
import type { ConfigurationReport } from '../../../../contract/configuration.ts';
import { ended } from '../../../format/words.ts';
import { StateShape } from '../../../marks/state-shape.tsx';
import { ActButton } from '../../../operations/act-button.tsx';
import { useOperations } from '../../../operations/operations.tsx';
import { useHindrances } from '../../../operations/use-rights.ts';
import styles from './whole-findings.module.css';

/** What is wrong with the whole of it, and who has to be restarted to go by what is written. */
export function WholeFindings({ report, isOld }: { report: ConfigurationReport; isOld: boolean }) {
  const { ask } = useOperations();
  const id = useId();
  const outdated = report.readers.filter(({ before }) => before !== null && before > 0);
  const requests = outdated.map(({ deployment }) => ({
    kind: 'cluster.restart',
    parameters: { namespace: report.namespace, name: deployment },
  }));
  const hindrances = useHindrances(requests, isOld ? 'What is shown is from before.' : null);
  if (report.findings.length === 0) return null;
  return (
    <ul className={styles.findings} aria-label="About the whole configuration">
      {report.findings.map(({ kind, level, says }, number) => {
        const reader =
          kind === 'restart' ? outdated.findIndex((it) => says.startsWith(`${it.deployment} `)) : -1;
        const request = requests[reader];
        const hindrance = hindrances[reader] ?? null;
        return (
          <li key={says} data-finding={kind} data-level={level}>
            <StateShape level={level} size={12} />
            <span>
              {ended(says)}
              {request && hindrance !== null && (
                <span className={styles.hindrance} id={`${id}-${number}`}>
                  {hindrance}
                </span>
              )}
            </span>
            {request && (
              <ActButton
                icon={IconRefresh}
                title="Restart…"
                hindrance={hindrance}
                describedBy={`${id}-${number}`}
                onPress={() => ask(request)}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
