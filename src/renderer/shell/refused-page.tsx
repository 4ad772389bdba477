import { IconLock } from '@tabler/icons-react';
import { PanelMessage } from '../states/panel-message.tsx';
import styles from './refused-page.module.css';

/** The session is not valid (any more). Nothing of the system is shown, and nothing is tried again. */
export function RefusedPage() {
  return (
    <main className={styles.page} data-refused>
      <h1 className="sr-only">ACGS Control Center</h1>
      <PanelMessage
        icon={IconLock}
        title="Open the address that acgs serve printed again"
        text="This page has no valid session: the launch address works once and for one minute, and a session ends with the program that gave it."
        hint={
          <>
            Run <code>acgs serve</code> where the control center is installed and open the address it prints.
          </>
        }
      />
    </main>
  );
}
