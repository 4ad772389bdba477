import { Button, TextInput } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useShell } from '../shell/shell-state.tsx';
import { PanelMessage } from '../states/panel-message.tsx';
import { usePeople } from './people.tsx';
import styles from './people-dialog.module.css';
import { PeopleDialog } from './people-dialog.tsx';
import { ProblemLine } from './problem-line.tsx';
import { useAct } from './use-act.ts';

export function LogInDialog() {
  return (
    <PeopleDialog dialog="log-in" title="Log in" size={440}>
      <LogInForm />
    </PeopleDialog>
  );
}

function LogInForm() {
  const { operators } = usePeople();
  const { open, close } = useShell();
  const act = useAct();
  const people = (operators.data?.operators ?? []).filter(
    ({ key, retiredAt }) => key !== 'elsewhere' && retiredAt === null,
  );
  const [chosen, choose] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const person = people.find(({ id }) => id === chosen) ?? people[0];

  if (person === undefined) {
    return (
      <PanelMessage
        icon={IconUserPlus}
        title="Nobody has a key here yet"
        text="An operator is a name and a key that signs in it. Whoever asks for an approval or gives one needs one."
        action={<Button onClick={() => open('add-operator')}>Add an operator</Button>}
      />
    );
  }
  const sealed = person.key === 'passphrase';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await act.run((client) =>
      client.operators.logIn({ id: person.id, passphrase: sealed ? passphrase : null }),
    );
    setPassphrase('');
    if (done) close();
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <fieldset className={styles.people}>
        <legend>Who are you?</legend>
        {people.map(({ id, name }) => (
          <label key={id} className={styles.person}>
            <input
              type="radio"
              name="operator"
              checked={id === person.id}
              onChange={() => {
                choose(id);
                act.forget();
              }}
            />
            <span>{name}</span>
            <span className={styles.fingerprint}>{id}</span>
          </label>
        ))}
      </fieldset>
      {sealed ? (
        <TextInput
          type="password"
          label="Passphrase"
          autoComplete="off"
          data-autofocus
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      ) : (
        <p className={styles.aside}>The key is in this computer’s key store: no passphrase is needed.</p>
      )}
      <ProblemLine problem={act.problem} />
      <div className={styles.footer}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={act.busy} disabled={!act.ready || (sealed && passphrase === '')}>
          Log in
        </Button>
      </div>
    </form>
  );
}
