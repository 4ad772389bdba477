import { IconHistory } from '@tabler/icons-react';
import type { AlertRule, AlertsFrame } from '../../../contract/alerts.ts';
import type { Level } from '../../../contract/health.ts';
import { formatSpan } from '../../format/time.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { PlainTable } from '../../tables/index.ts';
import { linkOf } from '../metrics/expression-link.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { LEVEL_NAMES } from './levels.ts';
import styles from './views.module.css';

const SHAPES: Record<AlertRule['state'], Level> = {
  good: 'good',
  stale: 'unknown',
  blind: 'unknown',
  waiting: 'unknown',
  failing: 'warning',
};

const WORDS: Record<AlertRule['state'], string> = {
  good: 'measured',
  stale: 'stale',
  blind: 'blind',
  waiting: 'not evaluated yet',
  failing: 'fails',
};

/** The rules: whether they have what they go by, and what is odd about them. */
export function RulesView({ frame }: { frame: AlertsFrame }) {
  const { router } = useDesk();
  if (frame.evaluator === 'past') {
    return (
      <PanelMessage icon={IconHistory} title="Rules are shown as they are now" hint="Go back to live." />
    );
  }
  return (
    <ScrollRegion framed className={styles.view} label="Rules">
      {frame.problems.map(({ message, hint }) => (
        <p key={message} className={styles.problem}>
          <StateShape level="warning" size={12} /> {message}. {hint}
        </p>
      ))}
      {frame.warnings.map((warning) => (
        <p key={warning} className={styles.problem}>
          <StateShape level="warning" size={12} /> {warning}
        </p>
      ))}
      <PlainTable>
        <thead>
          <tr>
            <th>State</th>
            <th>Rule</th>
            <th>Level</th>
            <th>Asks</th>
            <th>For</th>
          </tr>
        </thead>
        <tbody>
          {frame.rules.map((rule) => (
            <tr key={`${rule.file} ${rule.group} ${rule.name} ${rule.expression}`} data-rule={rule.name}>
              <td className={styles.nowrap}>
                <StateShape level={SHAPES[rule.state]} label={null} size={11} /> {WORDS[rule.state]}
              </td>
              <td>
                <strong>{rule.name}</strong>
                {rule.firing > 0 && <span className={styles.count}>{rule.firing} firing</span>}
                {rule.pending > 0 && <span className={styles.count}>{rule.pending} pending</span>}
                <span className={styles.aside}>{rule.why ?? `${rule.group} in ${rule.file}`}</span>
              </td>
              <td className={styles.nowrap}>{LEVEL_NAMES[rule.level]}</td>
              <td>
                <code>{rule.expression}</code>
                <button
                  type="button"
                  className={styles.look}
                  aria-label={`Look at what ${rule.name} asks`}
                  onClick={() => router.go('metrics', linkOf(rule.expression))}
                >
                  Look at it
                </button>
              </td>
              <td className={styles.nowrap}>{rule.forMs === 0 ? 'at once' : formatSpan(rule.forMs)}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </ScrollRegion>
  );
}
