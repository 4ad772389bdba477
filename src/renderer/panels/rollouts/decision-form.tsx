import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { RolloutCheck, RolloutView } from '../../../contract/rollouts.ts';
import { sentence } from '../../format/words.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import styles from './decision-form.module.css';
import { NameField, useNameToType } from './name-field.tsx';
import { OUTCOME_LEVELS } from './words.ts';

type Question = NonNullable<RolloutView['asks']>;

/** What it waits for a person to say, with what led to it. Nothing is chosen beforehand: no key answers by accident. */
export function DecisionForm({
  rollout,
  asks,
  hindrance,
}: {
  rollout: RolloutView;
  asks: Question;
  hindrance: string | null;
}) {
  const { id, percentage, stages, stage } = rollout;
  const act = useAct();
  const asked = useNameToType();
  const [note, setNote] = useState('');
  const [typed, setTyped] = useState('');
  const wantsName = asks.kind === 'agree';
  const unclear = (stages[stage ?? -1]?.checks ?? []).filter(isUnclear);
  const may = (choice: string) =>
    act.ready &&
    !act.busy &&
    hindrance === null &&
    (!wantsName || asked.isGiven(typed)) &&
    (choice !== 'next-stage' || note.trim() !== '');
  const answer = (choice: string) =>
    void act.run((client) =>
      client.rollouts.answer({
        ...{ id, step: asks.step, choice, note: note.trim() },
        typed: wantsName ? asked.confirm(typed) : null,
      }),
    );
  const goesOn = asks.choices.some((choice) => choice.id === 'next-stage');

  return (
    <form
      className={styles.form}
      aria-label="What is to be decided"
      data-decision={asks.kind}
      onSubmit={(event) => event.preventDefault()}
    >
      <div className={styles.asked}>
        <StateShape level="warning" label={null} size={14} />
        <div>
          <p>
            <strong>{sentence(asks.text)}</strong>
          </p>
          <p className={styles.aside}>
            {asks.since !== null && (
              <>
                It has waited for <Age at={asks.since} />.{' '}
              </>
            )}
            {asks.kind === 'decision' &&
              percentage !== null &&
              `Traffic stays at ${percentage} % and is watched.`}
          </p>
          {unclear.length > 0 && (
            <ul className={styles.reasons} aria-label="What led to it">
              {unclear.map((check) => (
                <Reason key={check.id} check={check} />
              ))}
            </ul>
          )}
        </div>
      </div>
      {wantsName && <NameField asked={asked} value={typed} onChange={setTyped} />}
      <div className={styles.answer}>
        <Textarea
          className={styles.note ?? ''}
          label="Note for the record"
          placeholder={goesOn ? 'To begin the next stage without knowing needs one' : ''}
          value={note}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={4}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={styles.choices}>
          {asks.choices.map((choice) => (
            <Button
              key={choice.id}
              size="xs"
              {...(choice.id === 'roll-back' ? {} : { variant: 'default' })}
              disabled={!may(choice.id)}
              data-choice={choice.id}
              onClick={() => answer(choice.id)}
            >
              {choice.title}
            </Button>
          ))}
        </div>
      </div>
      {hindrance !== null && <p className={styles.aside}>{hindrance}</p>}
      <ProblemLine problem={act.problem} />
    </form>
  );
}

/** A check that cannot tell at present. */
function isUnclear({ measurements, inconclusive }: RolloutCheck): boolean {
  return inconclusive.count > 0 || (measurements.at(-1)?.outcome ?? 'pass') !== 'pass';
}

function Reason({ check: { title, measurements, inconclusive } }: { check: RolloutCheck }) {
  const last = measurements.findLast(({ outcome }) => outcome !== 'pass');
  if (!last) return null;
  return (
    <li>
      <StateShape level={OUTCOME_LEVELS[last.outcome]} label={null} />
      <span>
        {title}: {last.words}, last <Age at={last.at} suffix=" ago" />
        {inconclusive.count > 0 && `, inconclusive ${inconclusive.count} of ${inconclusive.limit} times`}
      </span>
    </li>
  );
}
