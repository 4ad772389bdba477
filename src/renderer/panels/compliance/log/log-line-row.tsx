import type { ComplianceLogLine } from '../../../../contract/violations.ts';
import { Moment } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import styles from './compliance-log.module.css';

/** A line as it is written, with what it says of itself. */
export function LogLineRow({ line }: { line: ComplianceLogLine }) {
  const { at, severity, component, file, text } = line;
  return (
    <li data-log-line={file}>
      <StateShape level={severity} size={10} />
      <span className={styles.when}>{at === null ? 'no time' : <Moment at={at} />}</span>
      <span className={styles.component}>{component ?? ''}</span>
      <code>{text}</code>
      <span className={styles.file}>{file}</span>
    </li>
  );
}
