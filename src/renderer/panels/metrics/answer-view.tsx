import { Button } from '@mantine/core';
import { IconChartLine, IconHandStop, IconMathFunction } from '@tabler/icons-react';
import type { Verdict } from '../../../contract/metrics.ts';
import type { TimeWindow } from '../../charts/time-window.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { ErrorState, NoConnectionState } from '../../states/panel-states.tsx';
import { AnswerChart } from './answer-chart.tsx';
import { AnswerTable } from './answer-table.tsx';
import styles from './answer-view.module.css';
import type { Asked, Query } from './use-query.ts';

interface AnswerViewProps {
  asked: Asked;
  query: Query;
  verdict: Verdict | null;
  lost: boolean;
  onRun: () => void;
  onAsk: (expression: string) => void;
  onPart: (part: TimeWindow | null) => void;
  onOpen: (labels: Readonly<Record<string, string>>) => void;
}

/** What became of the question: an answer, or why there is none. */
export function AnswerView(props: AnswerViewProps) {
  const { asked, query, lost } = props;
  const { phase, held, problem } = query;
  if (held === null || phase === 'failed') {
    if (phase === 'cancelled') return <Cancelled onRun={props.onRun} />;
    if (problem?.code === 'usage') return <Refused message={problem.message} hint={problem.hint} />;
    if (problem && held === null) return <ErrorState problem={problem} onRetry={props.onRun} />;
    if (held === null) return lost ? <NoConnectionState /> : <Waiting />;
  }
  const isEmpty = held.answer.items.length === 0 && !('text' in held.answer && held.answer.text !== null);
  if (isEmpty) return <Nothing verdict={props.verdict} asked={asked} onAsk={props.onAsk} />;
  const isOld = lost || phase === 'failed' || phase === 'cancelled';
  return (
    <div
      className={styles.answer}
      data-greyed={isOld || undefined}
      data-asking={phase === 'asking' || undefined}
    >
      {held.view === 'chart' ? (
        <AnswerChart
          answer={held.answer}
          expression={asked.expression}
          onPart={props.onPart}
          isPart={held.asked.part !== null}
        />
      ) : (
        <AnswerTable answer={held.answer} dimmed={isOld} onOpen={props.onOpen} />
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the answer
      </p>
      <Bone height={18} width={320} />
      <div className={styles.plot}>
        <Bone />
      </div>
      <Bone height={14} width="60%" />
      <Bone height={14} width="45%" />
    </div>
  );
}

function Cancelled({ onRun }: { onRun: () => void }) {
  return (
    <PanelMessage
      icon={IconHandStop}
      title="Cancelled"
      hint="Nothing was changed by asking. A shorter range or fewer series are quicker."
      action={
        <Button size="xs" onClick={onRun}>
          Run again
        </Button>
      }
    />
  );
}

function Refused({ message, hint }: { message: string; hint: string | null }) {
  return (
    <PanelMessage
      icon={IconMathFunction}
      title="This cannot be evaluated"
      text={message}
      hint={hint ?? 'Mend the expression above and run it again.'}
    />
  );
}

function Nothing({
  verdict,
  asked,
  onAsk,
}: {
  verdict: Verdict | null;
  asked: Asked;
  onAsk: (expression: string) => void;
}) {
  const when = asked.view === 'chart' ? 'in this time' : asked.at === null ? 'now' : 'at that moment';
  const compared = verdict?.compared ?? null;
  if (compared !== null) {
    return (
      <PanelMessage
        icon={IconChartLine}
        title={`No series meets this ${when}`}
        text="A comparison leaves out whatever does not hold: of a rule that is how it looks while it does not fire. It looks the same when nothing is measured."
        action={
          <Button size="xs" onClick={() => onAsk(compared)}>
            Show what is compared
          </Button>
        }
        hint={<code>{compared}</code>}
      />
    );
  }
  return (
    <PanelMessage
      icon={IconChartLine}
      title={`Nothing has a value ${when}`}
      text="No series matches, or none of them was measured within five minutes before."
      hint="Look whether the names and labels are recorded: completion offers those that are. A longer range shows what has ended."
    />
  );
}
