import { Kbd, Modal } from '@mantine/core';
import { StateShape } from '../marks/state-shape.tsx';
import { PANELS } from '../panels/index.ts';
import styles from './help-dialog.module.css';
import { useShell } from './shell-state.tsx';

/** The keys, and what the four shapes mean. */
export function HelpDialog() {
  const { dialog, close, actions } = useShell();
  return (
    <Modal.Root
      opened={dialog === 'help'}
      onClose={close}
      size={440}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content className={styles.content ?? ''}>
        <div className={styles.header}>
          <Modal.Title className={styles.title ?? ''}>Keys and marks</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>
          <dl className={styles.keys}>
            <Key keys={['Ctrl', 'K']}>Find a panel, a system or an act</Key>
            {PANELS.map((panel, index) => (
              <Key key={panel.id} keys={['Ctrl', String(index + 1)]}>
                {panel.title}
              </Key>
            ))}
            {actions.map(
              (action) =>
                action.key && (
                  <Key key={action.id} keys={[action.key.toUpperCase()]}>
                    {action.title}
                  </Key>
                ),
            )}
            <Key keys={['↑', '↓', '←', '→']}>Move on the board</Key>
            <Key keys={['Enter']}>Open what is focused</Key>
            <Key keys={['Esc']}>Close, or back to live</Key>
            <Key keys={['T']}>Show the strip of time</Key>
            <Key keys={['←', '→', 'Shift', 'PgUp', 'PgDn']}>On it: a minute, an hour, a day</Key>
            <Key keys={['?']}>This page</Key>
          </dl>
          <ul className={styles.marks}>
            <li>
              <StateShape level="good" label={null} /> good
            </li>
            <li>
              <StateShape level="warning" label={null} /> warning, degraded
            </li>
            <li>
              <StateShape level="critical" label={null} /> critical, down
            </li>
            <li>
              <StateShape level="unknown" label={null} /> unknown, never good
            </li>
          </ul>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Key({ keys, children }: { keys: readonly string[]; children: string }) {
  return (
    <div className={styles.key}>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
