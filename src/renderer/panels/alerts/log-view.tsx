import { TextInput } from '@mantine/core';
import { IconNotesOff } from '@tabler/icons-react';
import { useState } from 'react';
import { StateShape } from '../../marks/state-shape.tsx';
import { useAnswer } from '../../state/answer.ts';
import { useNow } from '../../state/ticker.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { ErrorState } from '../../states/panel-states.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { SHAPES } from './levels.ts';
import styles from './views.module.css';

/** The alert log of a day, followed while it is today's. */
export function LogView({ at, turn }: { at: string | null; turn: number }) {
  const now = useNow();
  const [chosen, choose] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const day = chosen ?? new Date(now).toISOString().slice(0, 10);
  const { data, problem } = useAnswer(
    (client, options) => client.alerts.log({ day, search, at }, options),
    `${day} ${search} ${at}`,
    turn,
  );
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <TextInput
          type="date"
          size="xs"
          aria-label="Day (UTC)"
          value={day}
          onChange={(event) => choose(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          aria-label="Search the log"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span className={styles.muted}>{data?.name}, times in UTC</span>
      </div>
      <ScrollRegion framed className={styles.view} label="The day's log">
        {problem && data === null && <ErrorState problem={problem} />}
        {data?.lines.length === 0 && (
          <PanelMessage
            icon={IconNotesOff}
            title="Nothing happened to alerts"
            text={`No line of ${data.name} matches.`}
          />
        )}
        <ol className={styles.lines}>
          {data?.lines.map((line) => (
            <li key={`${line.at} ${line.kind} ${line.text}`}>
              <StateShape
                level={line.kind === 'resolved' ? 'good' : SHAPES[line.level]}
                label={null}
                size={10}
              />
              <code>{line.text}</code>
            </li>
          ))}
        </ol>
      </ScrollRegion>
    </div>
  );
}
