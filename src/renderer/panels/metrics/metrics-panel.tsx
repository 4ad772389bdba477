import { Button, SegmentedControl } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Verdict } from '../../../contract/metrics.ts';
import type { TimeWindow } from '../../charts/time-window.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost } from '../../state/live.tsx';
import { useRoute } from '../../state/route.ts';
import { COPIED_WORDS, useCopied } from '../../state/use-copied.ts';
import { PanelFrame } from '../panel-frame.tsx';
import { AnswerNotices } from './answer-notices.tsx';
import { AnswerSummary } from './answer-summary.tsx';
import { AnswerView } from './answer-view.tsx';
import { AskBar } from './ask-bar.tsx';
import { csvOfInstant, csvOfRange } from './csv.ts';
import { expressionOf, linkOf } from './expression-link.ts';
import styles from './metrics-panel.module.css';
import type { EditorHandle } from './promql-editor.tsx';
import { useQueryHistory } from './query-history.ts';
import { RANGES, stepFor, stepText, USUAL_RANGE_MS } from './ranges.ts';
import { seriesText } from './series-names.ts';
import { StartPage } from './start-page.tsx';
import { type Asked, useQuery, type View } from './use-query.ts';

/** PromQL over what is recorded, at a moment or over time. The address holds what is asked. */
export default function MetricsPanel() {
  const { router } = useDesk();
  const lost = useConnectionLost();
  const { item, at } = useRoute();
  const expression = expressionOf(item);
  const editor = useRef<EditorHandle>(null);
  const [text, setText] = useState(expression ?? '');
  const [view, setView] = useState<View>('chart');
  const [rangeMs, setRangeMs] = useState<number>(USUAL_RANGE_MS);
  const [part, setPart] = useState<TimeWindow | null>(null);
  const [turn, setTurn] = useState(0);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [copied, copy] = useCopied();
  const { queries, remember } = useQueryHistory();

  // Another expression or moment came with the address.
  const [followed, setFollowed] = useState({ expression, at });
  if (followed.expression !== expression || followed.at !== at) {
    setFollowed({ expression, at });
    setPart(null);
    if (followed.expression !== expression) setText(expression ?? '');
  }

  const asked: Asked | null = expression === null ? null : { expression, view, rangeMs, part, at };
  const query = useQuery(asked, turn, ({ expression: answered }) => remember(answered));
  const { held } = query;

  const ask = useCallback(
    (next: string) => {
      if (next.trim() === '') return;
      setText(next);
      if (next === expression) setTurn((before) => before + 1);
      else router.go('metrics', linkOf(next));
    },
    [expression, router],
  );
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const look = (labels: Readonly<Record<string, string>>) => {
    setView('chart');
    if (labels.__name__ !== undefined) ask(seriesText(labels));
  };

  usePanelActions(
    useMemo(
      () => [
        { id: 'metrics-write', title: 'Write an expression', key: '/', run: () => editor.current?.focus() },
        { id: 'metrics-run', title: 'Metrics: run it again', key: 'r', run: again },
        {
          id: 'metrics-chart',
          title: 'Metrics: as a chart over time',
          key: 'c',
          run: () => setView('chart'),
        },
        {
          id: 'metrics-table',
          title: 'Metrics: as a table, at one moment',
          key: 'b',
          run: () => setView('table'),
        },
      ],
      [again],
    ),
  );

  return (
    <PanelFrame
      id="metrics"
      title="Metrics"
      fixed
      summary={<AnswerSummary query={query} lost={lost} />}
      actions={
        held !== null &&
        held.answer.items.length > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCopy size={14} stroke={1.75} aria-hidden />}
            onClick={() => copy(held.view === 'chart' ? csvOfRange(held.answer) : csvOfInstant(held.answer))}
          >
            {copied === 'idle' ? 'Copy as CSV' : COPIED_WORDS[copied]}
          </Button>
        )
      }
    >
      <AskBar
        text={text}
        onChange={setText}
        onRun={() => ask(text)}
        onCancel={query.cancel}
        isAsking={query.phase === 'asking'}
        verdict={verdict}
        onVerdict={setVerdict}
        queries={queries}
        onAsk={ask}
        editor={editor}
      />
      {asked === null ? (
        <StartPage queries={queries} onAsk={ask} />
      ) : (
        <>
          <div className={styles.bar}>
            <SegmentedControl
              transitionDuration={0}
              size="xs"
              aria-label="How it is shown"
              data={[
                { value: 'chart', label: 'Chart' },
                { value: 'table', label: 'Table' },
              ]}
              value={view}
              onChange={(next) => setView(next === 'table' ? 'table' : 'chart')}
            />
            {view === 'chart' && (
              <>
                <SegmentedControl
                  transitionDuration={0}
                  size="xs"
                  aria-label="Time shown"
                  data={RANGES.map(({ ms, label }) => ({ value: String(ms), label }))}
                  value={part === null ? String(rangeMs) : ''}
                  onChange={(next) => {
                    setPart(null);
                    setRangeMs(Number(next));
                  }}
                />
                <span className={styles.step}>
                  {at === null ? 'until now' : 'until the moment shown'}, step{' '}
                  {stepText(stepFor(part === null ? rangeMs : part.to - part.from))}
                </span>
              </>
            )}
          </div>
          <AnswerNotices query={query} />
          <AnswerView
            asked={asked}
            query={query}
            verdict={text === expression ? verdict : null}
            lost={lost}
            onRun={again}
            onAsk={ask}
            onPart={setPart}
            onOpen={look}
          />
        </>
      )}
    </PanelFrame>
  );
}
