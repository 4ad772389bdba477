import { Popover, UnstyledButton } from '@mantine/core';
import {
  IconChecks,
  IconLock,
  IconLogin2,
  IconLogout2,
  IconUserCircle,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Age } from '../marks/age.tsx';
import { useChanges } from '../operations/changes.tsx';
import { useShell } from '../shell/shell-state.tsx';
import styles from './operator-menu.module.css';
import { usePeople, useWaiting } from './people.tsx';
import { useAct } from './use-act.ts';

/** Who I am, and what waits for me. */
export function OperatorMenu() {
  const { operators } = usePeople();
  const { open } = useShell();
  const [shown, setShown] = useState(false);
  const waiting = useWaiting();
  const underWay = useChanges().locks.data?.length ?? 0;
  const { run } = useAct();
  const { current = null, idleMinutes = 30 } = operators.data ?? {};
  const name = current?.name ?? 'Not logged in';
  const go = (dialog: Parameters<typeof open>[0]) => () => {
    setShown(false);
    open(dialog);
  };
  const leave = () => {
    setShown(false);
    void run((client) => client.operators.logOut());
  };

  return (
    <Popover opened={shown} onChange={setShown} position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={styles.button ?? ''}
          title={name}
          onClick={() => setShown(!shown)}
          data-operator={current?.name ?? ''}
        >
          <IconUserCircle size={18} stroke={1.5} aria-hidden />
          <span className="sr-only">{'Operator: '}</span>
          <span className={styles.name}>{name}</span>
          {waiting > 0 && (
            <>
              <span className={styles.badge}>{waiting}</span>
              <span className="sr-only"> waiting</span>
            </>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu ?? ''}>
        <p className={styles.who}>
          <strong>{name}</strong>
          {current ? (
            <span>
              for <Age at={current.since} />, until {idleMinutes} min without a sign
            </span>
          ) : (
            <span>Acts stand in the journal under the name of this computer’s user.</span>
          )}
        </p>
        <UnstyledButton className={styles.entry ?? ''} onClick={go('approvals')} data-autofocus>
          <IconChecks size={16} stroke={1.5} aria-hidden />
          Approvals
          {waiting > 0 && <span className={styles.count}>{waiting} waiting</span>}
        </UnstyledButton>
        <UnstyledButton className={styles.entry ?? ''} onClick={go('log-in')}>
          <IconLogin2 size={16} stroke={1.5} aria-hidden />
          {current ? 'Log in as somebody else' : 'Log in'}
        </UnstyledButton>
        {current && (
          <UnstyledButton className={styles.entry ?? ''} onClick={leave}>
            <IconLogout2 size={16} stroke={1.5} aria-hidden />
            Log out
          </UnstyledButton>
        )}
        <UnstyledButton className={styles.entry ?? ''} onClick={go('add-operator')}>
          <IconUserPlus size={16} stroke={1.5} aria-hidden />
          Add an operator
        </UnstyledButton>
        <UnstyledButton className={styles.entry ?? ''} onClick={go('changes')}>
          <IconLock size={16} stroke={1.5} aria-hidden />
          Changes under way
          {underWay > 0 && <span className={styles.count}>{underWay}</span>}
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  );
}
