import { IconFileText } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { grouped } from '../../../format/number.ts';
import { useConnectionLost } from '../../../state/live.tsx';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { blockingState } from '../../../states/panel-states.tsx';
import { ContainerChoice } from './container-choice.tsx';
import { type LogData, podKey, shortPods, textOfLines } from './log-lines.ts';
import { LogList } from './log-list.tsx';
import type { PodMark } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import styles from './log-view.module.css';
import { type LogSubject, useLog } from './use-log.ts';
import { useSearch } from './use-search.ts';

const NO_LINES: LogData['lines'] = [];

/** The logs of pods or of all pods of deployments as one, in whatever state they are. */
export function LogView({ subject }: { subject: LogSubject }) {
  const [container, setContainer] = useState<string | null>(null);
  const [previous, setPrevious] = useState(false);
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(false);
  const [copied, setCopied] = useState<'idle' | 'copied' | 'failed'>('idle');
  const lost = useConnectionLost();
  const log = useLog(subject, { container, previous }, !follow);
  const { data, problem } = log;
  const lines = data?.lines ?? NO_LINES;
  const search = useSearch(lines);
  const marks = useMemo(() => marksOf(data?.sources ?? []), [data?.sources]);

  useEffect(() => {
    if (copied === 'idle') return;
    const timer = setTimeout(() => setCopied('idle'), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () =>
    navigator.clipboard.writeText(textOfLines(lines, marks.size > 0)).then(
      () => setCopied('copied'),
      () => setCopied('failed'),
    );

  function content() {
    if (problem?.code === 'usage' && !previous) {
      return <ContainerChoice subject={subject} problem={problem} onChoose={setContainer} />;
    }
    const blocked = blockingState(log, lost);
    if (blocked) return <div className={styles.message}>{blocked}</div>;
    if (data === null || (lines.length === 0 && data.phase === 'history')) return <LogSkeleton />;
    if (lines.length === 0) {
      return (
        <PanelMessage
          icon={IconFileText}
          title="Nothing has been written yet"
          text={data.phase === 'ended' ? 'The log is empty.' : 'The first line appears here by itself.'}
        />
      );
    }
    return (
      <LogList
        label={`Log of ${subject.targets.map(({ name }) => name).join(', ')}`}
        lines={lines}
        widest={data.widest}
        marks={marks}
        query={search.query}
        current={search.current}
        wrap={wrap}
        follow={follow}
        onFollow={setFollow}
        dimmed={log.phase !== 'live' || data.problem !== null}
      />
    );
  }

  const failed = data?.problem ?? (data === null ? null : problem);
  return (
    <section className={styles.view} aria-label="Log" data-log={data?.phase ?? 'loading'}>
      <LogToolbar
        query={search.query}
        onQuery={search.setQuery}
        position={search.position}
        found={search.found}
        onStep={(by) => {
          setFollow(false);
          search.step(by);
        }}
        follow={follow}
        onFollow={setFollow}
        canFollow={data?.phase !== 'ended'}
        wrap={wrap}
        onWrap={setWrap}
        container={container}
        onOtherContainer={() => setContainer(null)}
        previous={previous}
        onPrevious={setPrevious}
        copied={copied}
        onCopy={() => void copy()}
      />
      {failed && (
        <div className={styles.notice}>
          <Notice kind="stale" title="The latest lines may be missing.">
            {failed.message} {failed.hint}
          </Notice>
        </div>
      )}
      {content()}
      {data && <p className={styles.foot}>{footWords(data, follow)}</p>}
    </section>
  );
}

function marksOf(sources: LogData['sources']): ReadonlyMap<string, PodMark> {
  const keys = [...new Set(sources.map(podKey))];
  const names = shortPods(keys);
  return new Map(
    keys.length < 2 ? [] : keys.map((key, number) => [key, { number, name: names.get(key) ?? key }]),
  );
}

function footWords({ lines, sources, phase }: LogData, follow: boolean): string {
  const reading = sources.filter(({ state }) => state === 'reading').length;
  const words = {
    history: 'reading what was written before',
    following: follow ? 'following' : 'not moving, new lines are added at the end',
    ended: 'it has ended',
  }[phase];
  const from = phase === 'following' && reading > 1 ? ` of ${reading} pods` : '';
  return `${grouped(lines.length)} ${lines.length === 1 ? 'line' : 'lines'}${from}; ${words}`;
}

const BONES = [72, 64, 80, 55, 70, 76, 60, 68, 74, 58];

function LogSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the log
      </p>
      {BONES.map((width) => (
        <Bone key={width} width={`${width}%`} height={9} />
      ))}
    </div>
  );
}
