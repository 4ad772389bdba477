import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useShell } from '../shell/shell-state.tsx';
import { usePeople } from './people.tsx';
import styles from './people-dialog.module.css';
import { PeopleDialog } from './people-dialog.tsx';
import { ProblemLine } from './problem-line.tsx';
import { useAct } from './use-act.ts';

export function AddOperatorDialog() {
  return (
    <PeopleDialog dialog="add-operator" title="Add an operator" size={440}>
      <AddOperatorForm />
    </PeopleDialog>
  );
}

function AddOperatorForm() {
  const { operators } = usePeople();
  const { close, open } = useShell();
  const act = useAct();
  const hasKeyStore = operators.data?.keyStore ?? false;
  const [name, setName] = useState('');
  const [inKeyStore, keepInKeyStore] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const sealed = !(hasKeyStore && inKeyStore);
  const differs = again !== '' && again !== passphrase;
  const complete = name.trim() !== '' && (!sealed || (passphrase !== '' && again === passphrase));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await act.run((client) => client.operators.add({ name, passphrase: sealed ? passphrase : null }))) {
      close();
      // After this dialog has closed: only one is open at a time.
      setTimeout(() => open('log-in'));
    }
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="By which people here call you; it stands in the journal."
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {hasKeyStore && (
        <fieldset className={styles.people}>
          <legend>Where the key is kept</legend>
          <label className={styles.person}>
            <input type="radio" name="place" checked={!inKeyStore} onChange={() => keepInKeyStore(false)} />
            <span>Sealed with a passphrase</span>
            <span className={styles.aside}>several people use this account</span>
          </label>
          <label className={styles.person}>
            <input type="radio" name="place" checked={inKeyStore} onChange={() => keepInKeyStore(true)} />
            <span>In the key store</span>
            <span className={styles.aside}>this account is yours alone</span>
          </label>
        </fieldset>
      )}
      {sealed && (
        <>
          <TextInput
            type="password"
            label="Passphrase"
            description="At least 10 characters. Nobody can restore it."
            autoComplete="new-password"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <TextInput
            type="password"
            label="Once more"
            autoComplete="new-password"
            error={differs ? 'The two are not the same' : null}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
        </>
      )}
      <ProblemLine problem={act.problem} />
      <div className={styles.footer}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={act.busy} disabled={!act.ready || !complete}>
          Add
        </Button>
      </div>
    </form>
  );
}
