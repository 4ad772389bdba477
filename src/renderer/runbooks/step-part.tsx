import { Box } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { RunStep, RunView } from '../../contract/runbooks.ts';
import { formatClock, formatSpan } from '../format/time.ts';
import { Age, Moment } from '../marks/age.tsx';
import { useAnswer } from '../state/answer.ts';
import { useNow } from '../state/ticker.ts';
import { LoadPicture } from './load-picture.tsx';
import { QuestionForm } from './question-form.tsx';
import styles from './run-dock.module.css';

/** One step: why, what it asks, its output as it comes, and what it left as evidence. */
export function StepPart({ run, step, isOld }: { run: RunView; step: RunStep; isOld: boolean }) {
  const lines = run.lines.filter((line) => line.step === step.id);
  const { title, why, words, question, dueAt, deadlineAt, endedAt, hasEvidence } = step;
  return (
    <>
      <h3>{title}</h3>
      {why !== null && <p className={styles.muted}>{why}</p>}
      {question === null && words !== null && <p>{words}.</p>}
      {deadlineAt !== null && <Deadline at={deadlineAt} />}
      {dueAt !== null && (
        <p>
          It is tried again at <Moment at={dueAt} />.
        </p>
      )}
      {question !== null && (
        <QuestionForm
          key={`${question.kind} ${question.text}`}
          run={run.id}
          step={step.id}
          question={question}
          isOld={isOld}
        />
      )}
      {lines.length > 0 && <Output lines={lines} asOf={run.linesAt} />}
      {hasEvidence && <Evidence run={run.id} step={step.id} turn={Date.parse(endedAt ?? run.startedAt)} />}
    </>
  );
}

/** By when it is given up. */
function Deadline({ at }: { at: string }) {
  const left = Math.max(0, Date.parse(at) - useNow());
  return <p className={styles.muted}>Given up when it is not done in {formatSpan(left)}.</p>;
}

/** @param asOf when it was kept by whoever drives it; null where that is here */
function Output({ lines, asOf }: { lines: RunView['lines']; asOf: RunView['linesAt'] }) {
  const end = useRef<HTMLLIElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  return (
    <div>
      <Box className={styles.lines ?? ''} role="log" aria-label="Output" tabIndex={0}>
        <ol>
          {lines.map(({ at, line }, index) => (
            <li key={`${at} ${line}`} ref={index === count - 1 ? end : null}>
              <time dateTime={at}>{formatClock(Date.parse(at))}</time>
              <span>{line}</span>
            </li>
          ))}
        </ol>
      </Box>
      {asOf !== null && (
        <p className={styles.asOf}>
          As kept <Age at={asOf} suffix=" ago" /> where it is driven; the latest 100 lines.
        </p>
      )}
    </div>
  );
}

function Evidence({ run, step, turn }: { run: string; step: string; turn: number }) {
  const { data, problem } = useAnswer(
    (client, options) => client.runs.evidence({ id: run, step }, options),
    `${run} ${step}`,
    turn,
  );
  if (data === null) return problem && <p className={styles.muted}>{problem.message}</p>;
  const parts = [
    { title: 'What it gave', text: data.output },
    { title: 'Evidence', text: data.evidence },
  ];
  return (
    <>
      {data.load && <LoadPicture found={data.load} />}
      {parts.map(
        ({ title, text }) =>
          text !== null && (
            <details key={title}>
              <summary>{title}</summary>
              <Box component="pre" className={styles.text ?? ''} role="group" aria-label={title} tabIndex={0}>
                {text}
                {data.isCut && '\n… cut here; acgs runs show has all of it'}
              </Box>
            </details>
          ),
      )}
    </>
  );
}
