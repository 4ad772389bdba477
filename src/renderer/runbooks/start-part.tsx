import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RunbookCatalogue, RunbookDetail } from '../../contract/runbooks.ts';
import { DrawerWaiting } from '../panels/side-drawer.tsx';
import { ProblemLine } from '../people/problem-line.tsx';
import { useAct } from '../people/use-act.ts';
import { useAnswer } from '../state/answer.ts';
import { useLive } from '../state/live.tsx';
import { useActionsDisabled } from '../state/moment.ts';
import { ErrorState } from '../states/panel-states.tsx';
import { useDock } from './dock-state.tsx';
import { DryRun } from './dry-run.tsx';
import { ParameterField } from './parameter-field.tsx';
import { RiskMark } from './risk-mark.tsx';
import styles from './run-dock.module.css';
import { useCatalogue } from './use-catalogue.ts';

type Given = Readonly<Record<string, string>>;

/** A runbook before it is run: what it takes, what it would do, and the button that starts it. */
export function StartPart({ id, given }: { id: string; given: Given }) {
  const { data, problem } = useAnswer((client, options) => client.runbooks.show({ id }, options), id, 0);
  const catalogue = useCatalogue(true);
  if (data === null) {
    return (
      <div className={styles.body}>
        {problem ? <ErrorState problem={problem} /> : <DrawerWaiting what="the runbook" />}
      </div>
    );
  }
  return <Runbook book={data} given={given} systems={catalogue.data?.systems ?? []} />;
}

function Runbook(props: { book: RunbookDetail; given: Given; systems: RunbookCatalogue['systems'] }) {
  const { book, systems } = props;
  const { openRun } = useDock();
  const profile = useLive().shell.data?.profile;
  const disabled = useActionsDisabled();
  const act = useAct();
  const [written, setWritten] = useState<Given>(props.given);
  const [isDry, setDry] = useState(false);
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');
  const { data: flaws, problem } = useAnswer(
    (client, options) => client.runbooks.check({ id: book.id, parameters: withoutBlanks(written) }, options),
    `${book.id} ${JSON.stringify(written)}`,
    0,
  );
  const isSound = flaws !== null && Object.keys(flaws).length === 0;
  const changes = book.risk !== 'read';
  const wantsName = changes && all && profile?.environment === 'production';
  const isNamed = !wantsName || typed === profile?.name;
  const ready = act.ready && disabled === null && isSound && isNamed && book.available && !act.busy;

  const start = async () => {
    let run: string | null = null;
    const parameters = withoutBlanks(written);
    const done = await act.run(async (client) => {
      const started = await client.runbooks.start({
        ...{ id: book.id, parameters, definitionHash: book.definitionHash },
        agreement: all || !changes ? 'given' : 'each',
        confirm: wantsName ? typed : null,
      });
      run = started.run;
    });
    if (done && run !== null) openRun(run);
  };

  return (
    <>
      <header className={styles.header}>
        <h2 className={styles.title}>{book.title}</h2>
        <p className={styles.row}>
          <RiskMark risk={book.risk} /> {book.definition.length === 1 ? 'one step' : `${book.steps} steps`}
          {book.script !== null && <code>{book.script}</code>}
        </p>
      </header>
      <form
        className={styles.body}
        id="start-runbook"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void start();
        }}
      >
        <p>{book.summary}</p>
        {!book.available && <p className={styles.why}>{book.reason}.</p>}
        {book.available && book.parameters.length > 0 && (
          <div className={styles.form}>
            {book.parameters.map((parameter) => (
              <ParameterField
                key={parameter.name}
                parameter={parameter}
                systems={systems}
                value={written[parameter.name] ?? String(parameter.default ?? '')}
                flaw={flaws?.[parameter.name]}
                isTouched={written[parameter.name] !== undefined}
                onChange={(value) => setWritten({ ...written, [parameter.name]: value })}
              />
            ))}
          </div>
        )}
        {book.available && changes && (
          <label className={styles.check}>
            <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
            <span>
              Agree to all of its changes now
              <small>Left out, each change is shown and agreed to by itself.</small>
            </span>
          </label>
        )}
        {wantsName && (
          <TextInput
            label={
              <>
                This is production. Type <strong>{profile.name}</strong> to go on.
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <ProblemLine problem={act.problem ?? problem} />
        {isDry ? (
          <DryRun id={book.id} given={withoutBlanks(written)} onClose={() => setDry(false)} />
        ) : (
          <Steps book={book} />
        )}
      </form>
      <footer className={styles.footer}>
        <p role="status">
          {disabled ?? (isSound || !book.available ? '' : 'Something has to be given first.')}
        </p>
        <Button
          variant="default"
          disabled={!act.ready || !isSound || !book.available}
          onClick={() => setDry(true)}
        >
          Dry run
        </Button>
        <Button type="submit" form="start-runbook" disabled={!ready} loading={act.busy}>
          Start
        </Button>
      </footer>
    </>
  );
}

function Steps({ book }: { book: RunbookDetail }) {
  return (
    <section>
      <h3 className={styles.heading}>Steps</h3>
      <ol className={styles.plain}>
        {book.definition.map(({ id, title, why, risk, isConditional, undo }) => (
          <li key={id}>
            {title} {risk !== 'read' && <RiskMark risk={risk} />}
            {isConditional && <span className={styles.muted}> under a condition</span>}
            {why !== null && <p className={styles.muted}>{why}</p>}
            {undo !== null && <p className={styles.muted}>Taken back by: {undo}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What is left blank has its default. */
function withoutBlanks(written: Given): Record<string, string> {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== ''));
}
