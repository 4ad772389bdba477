import { useState } from 'react';
import type { ConfigurationReport, SettingView } from '../../../../contract/configuration.ts';
import { PlainTable } from '../../../tables/index.ts';
import { EditRow } from './edit-row.tsx';
import { SettingRows } from './setting-rows.tsx';
import styles from './settings-table.module.css';

interface SettingsTableProps {
  report: ConfigurationReport;
  /** Those that are shown. */
  settings: readonly SettingView[];
  isOld: boolean;
  /** Why nothing of it can be changed; null where it can. */
  why: string | null;
}

/** One setting after another: where it stands, what it is to be, and what is to be said of that. */
export function SettingsTable({ report, settings, isOld, why }: SettingsTableProps) {
  const [edited, setEdited] = useState<string | null>(null);
  const leave = (id: string) => {
    setEdited(null);
    document.querySelector<HTMLElement>(`[data-change="${id}"]`)?.focus();
  };
  return (
    <PlainTable isOld={isOld}>
      <thead>
        <tr>
          <th className={styles.setting}>Setting</th>
          <th className={styles.place}>Config map</th>
          <th className={styles.place}>Environment</th>
          <th className={styles.target}>To be</th>
          <th className={styles.verdict}>Verdict</th>
          <th>
            <span className="sr-only">Change</span>
          </th>
        </tr>
      </thead>
      {settings.map((setting) => (
        <tbody
          key={setting.id}
          className={styles.group}
          data-setting={setting.id}
          data-verdict={setting.verdict}
        >
          <SettingRows
            setting={setting}
            isEdited={edited === setting.id}
            why={why}
            onEdit={() => setEdited(edited === setting.id ? null : setting.id)}
          />
          {edited === setting.id && why === null && (
            <EditRow setting={setting} report={report} onLeave={() => leave(setting.id)} />
          )}
        </tbody>
      ))}
    </PlainTable>
  );
}
