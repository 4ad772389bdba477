import { Button, Menu } from '@mantine/core';
import { IconHistory, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { type RefObject, useEffectEvent, useId, useMemo, useState } from 'react';
import type { Verdict } from '../../../contract/metrics.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import styles from './ask-bar.module.css';
import { clientOf } from './client-of.ts';
import { createCompletion } from './completion.ts';
import { type EditorHandle, PromqlEditor } from './promql-editor.tsx';

interface AskBarProps {
  text: string;
  onChange: (text: string) => void;
  onRun: () => void;
  onCancel: () => void;
  isAsking: boolean;
  verdict: Verdict | null;
  onVerdict: (verdict: Verdict | null) => void;
  queries: readonly string[];
  onAsk: (expression: string) => void;
  editor: RefObject<EditorHandle | null>;
}

/** The expression, what is wrong with it, and what was asked before. */
export function AskBar(props: AskBarProps) {
  const { text, verdict, isAsking, queries } = props;
  const { connection, ticker } = useDesk();
  const [history, setHistory] = useState(false);
  const id = useId();
  const completion = useMemo(
    () =>
      createCompletion(
        {
          vocabulary: () => clientOf(connection).metrics.vocabulary(),
          labels: (name) => clientOf(connection).metrics.labels({ name }),
          families: () => clientOf(connection).metrics.families(),
        },
        ticker.seconds,
      ),
    [connection, ticker],
  );
  const check = async (expression: string): Promise<Verdict | null> => {
    try {
      return await clientOf(connection).metrics.check({ expression });
    } catch {
      // Running it says what is wrong; without a connection the window's banner does.
      return null;
    }
  };
  const judged = useEffectEvent((found: Verdict | null, of: string) => {
    if (of === text) props.onVerdict(found);
  });
  const mistake = verdict?.mistake ?? null;

  return (
    <div className={styles.ask}>
      <div className={styles.row}>
        <PromqlEditor
          ref={props.editor}
          text={text}
          onChange={props.onChange}
          onRun={props.onRun}
          check={check}
          onVerdict={(found, of) => judged(found, of)}
          completion={completion}
          describedBy={id}
        />
        <Menu opened={history} onChange={setHistory} position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button
              size="sm"
              variant="default"
              disabled={queries.length === 0}
              leftSection={<IconHistory size={16} stroke={1.75} aria-hidden />}
              title="What was asked before, on this machine"
            >
              Before
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={styles.history ?? ''}>
            {queries.map((query) => (
              <Menu.Item key={query} className={styles.query ?? ''} onClick={() => props.onAsk(query)}>
                {query}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {isAsking ? (
          <Button
            size="sm"
            variant="default"
            className={styles.run ?? ''}
            leftSection={<IconPlayerStop size={16} stroke={1.75} aria-hidden />}
            onClick={props.onCancel}
          >
            Cancel
          </Button>
        ) : (
          <Button
            size="sm"
            className={styles.run ?? ''}
            disabled={text.trim() === ''}
            leftSection={<IconPlayerPlay size={16} stroke={1.75} aria-hidden />}
            onClick={props.onRun}
          >
            Run
          </Button>
        )}
      </div>
      <p id={id} className={styles.mistake} role="status" data-mistake={mistake !== null || undefined}>
        {mistake !== null && (
          <>
            <StateShape level="critical" label={null} size={10} />{' '}
            {mistake.line > 1 || text.includes('\n') ? `Line ${mistake.line}, column` : 'Column'}{' '}
            {mistake.column}: {mistake.sentence}
          </>
        )}
      </p>
    </div>
  );
}
