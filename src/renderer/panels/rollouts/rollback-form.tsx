import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Client } from '../../../contract/index.ts';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { useShell } from '../../shell/shell-state.tsx';
import { useDesk } from '../../state/desk.tsx';
import { FormFooter } from './form-footer.tsx';
import { NameField, useNameToType } from './name-field.tsx';
import styles from './rollback-dialog.module.css';

interface RollbackFormProps {
  children: ReactNode;
  verb: string;
  isGrave?: boolean;
  /** What is written so far can be begun with. */
  isFilled: boolean;
  /** Why it cannot be begun now. */
  hindrance: string | null;
  begin: (client: Client, confirm: string | null) => Promise<{ id: string }>;
  /** Before the window goes to what was begun. */
  onBegun?: () => void;
}

/** A rollback's last step: the name that production has typed, and one press. */
export function RollbackForm(props: RollbackFormProps) {
  const { children, verb, isGrave = false, isFilled, hindrance, begin, onBegun } = props;
  const { close } = useShell();
  const { router } = useDesk();
  const act = useAct();
  const asked = useNameToType();
  const [typed, setTyped] = useState('');
  const disconnected = act.ready ? null : 'The control center is not connected: nothing can be changed.';
  const why = hindrance ?? disconnected;
  const may = why === null && !act.busy && isFilled && asked.isGiven(typed);

  const roll = async () => {
    let id: string | null = null;
    const done = await act.run(async (client) => {
      ({ id } = await begin(client, asked.confirm(typed)));
    });
    if (!done || id === null) return;
    close();
    onBegun?.();
    router.go('rollouts', id);
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (may) void roll();
      }}
    >
      {children}
      <NameField asked={asked} value={typed} onChange={setTyped} />
      <ProblemLine problem={act.problem} />
      <FormFooter words={why} isRuled>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          disabled={!may}
          loading={act.busy}
          className={isGrave ? (styles.critical ?? '') : ''}
        >
          {verb}
        </Button>
      </FormFooter>
    </form>
  );
}
