import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { StepForesight } from '../../contract/runbooks.ts';
import type { ProblemView } from '../../contract/source.ts';
import { StateShape } from '../marks/state-shape.tsx';
import { ProblemLine } from '../people/problem-line.tsx';
import { useDesk } from '../state/desk.tsx';
import { problemOf } from '../state/problem.ts';
import { openRequest } from '../state/request.ts';
import { CallsView } from './calls-view.tsx';
import styles from './run-dock.module.css';
import { HOW_LEVELS, HOW_WORDS } from './words.ts';

type Given = Readonly<Record<string, string>>;

interface Dry {
  total: number | null;
  steps: readonly StepForesight[];
  isOver: boolean;
  problem: ProblemView | null;
}

/** What a run would do, step by step as it is found out. Leaving it stops the looking. */
export function DryRun({ id, given, onClose }: { id: string; given: Given; onClose: () => void }) {
  const { total, steps, isOver, problem } = useDryRun(id, given);
  const fails = steps.filter(({ how }) => how === 'fails').length;
  return (
    <section className={styles.dry} aria-label="Dry run" data-dry-run={isOver ? 'over' : 'looking'}>
      <div className={styles.row}>
        <strong role="status">
          {isOver
            ? fails > 0
              ? `${fails} of ${steps.length} steps would fail. Nothing was changed.`
              : `Looked at all ${steps.length} steps. Nothing was changed.`
            : `Looking: ${steps.length} of ${total ?? '…'} steps`}
        </strong>
        <Button size="compact-xs" variant="default" onClick={onClose}>
          {isOver ? 'Close the dry run' : 'Stop looking'}
        </Button>
      </div>
      <ProblemLine problem={problem} />
      <ol className={styles.dry}>
        {steps.map((step) => (
          <li key={step.step} data-how={step.how}>
            <p className={styles.how}>
              <HowMark how={step.how} />
              <strong>{step.title}</strong>
              <span>{HOW_WORDS[step.how]}</span>
            </p>
            {step.words !== '' && <p>{step.words}.</p>}
            <CallsView {...step} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function HowMark({ how }: { how: StepForesight['how'] }) {
  const level = HOW_LEVELS[how];
  return level && <StateShape level={level} label={null} />;
}

function useDryRun(id: string, given: Given): Dry {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [dry, setDry] = useState<Dry>({ total: null, steps: [], isOver: false, problem: null });
  const asked = JSON.stringify(given);

  useEffect(() => {
    if (!client) return;
    const request = openRequest(connection, client);
    setDry({ total: null, steps: [], isOver: false, problem: null });
    const look = async () => {
      const parameters: Record<string, string> = JSON.parse(asked);
      for await (const frame of await client.runbooks.foresee(
        { id, parameters },
        { signal: request.signal },
      )) {
        if (request.ended()) return;
        if (frame.type === 'begun') setDry((before) => ({ ...before, total: frame.total }));
        else if (frame.type === 'end') setDry((before) => ({ ...before, isOver: true }));
        else setDry((before) => ({ ...before, steps: [...before.steps, frame.step] }));
      }
    };
    look().catch((error: unknown) => {
      if (!request.ended()) setDry((before) => ({ ...before, isOver: true, problem: problemOf(error) }));
    });
    return request.end;
  }, [client, connection, id, asked]);
  return dry;
}
