import { Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconFileOff, IconFileText, IconRefresh, IconSearch } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { counted, formatBytes, grouped } from '../../../format/number.ts';
import { useConnectionLost } from '../../../state/live.tsx';
import { useMoment } from '../../../state/moment.ts';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { TextSkeleton } from '../../../states/text-skeleton.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import styles from './compliance-log.module.css';
import { LogLineRow } from './log-line-row.tsx';
import { NotReached } from './not-reached.tsx';
import { useComplianceLog } from './use-compliance-log.ts';

/** What lines of violations carry in the guides. */
const GUIDES_WORD = 'compliance_violation';

/** Lines of the compliance logs: searched, and followed as they are written. */
export function ComplianceLog() {
  const { at } = useMoment();
  const lost = useConnectionLost();
  const [typed, setTyped] = useState(GUIDES_WORD);
  const [words, setWords] = useState(GUIDES_WORD);
  const [follows, setFollows] = useState(false);
  const log = useComplianceLog({ words, at, follows: follows && at === null });
  const { lines, total, dropped, unreadBytes, problem, isWaiting, again } = log;
  const end = useRef<HTMLLIElement>(null);
  const isFollowing = follows && at === null;
  const newest = lines.length;

  useEffect(() => {
    if (isFollowing && newest > 0) end.current?.scrollIntoView({ block: 'end' });
  }, [isFollowing, newest]);

  const search = (event: FormEvent) => {
    event.preventDefault();
    setWords(typed.trim());
    again();
  };
  const placed = lines.map((line, place) => ({ line, place }));

  return (
    <section className={styles.view} aria-label="Compliance log">
      <form className={styles.bar} onSubmit={search}>
        <TextInput
          size="xs"
          w={260}
          maxLength={300}
          leftSection={<IconSearch size={14} stroke={1.8} aria-hidden />}
          aria-label="Only lines that hold all of these words"
          placeholder="Words, all of them"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          variant="default"
          disabled={lost}
          leftSection={<IconRefresh size={14} stroke={1.75} aria-hidden />}
        >
          Search
        </Button>
        <Button
          size="xs"
          variant={isFollowing ? 'light' : 'default'}
          aria-pressed={isFollowing}
          disabled={at !== null || lost}
          title={at === null ? undefined : 'This is the past: nothing is added to it.'}
          leftSection={<IconArrowDown size={14} stroke={1.75} aria-hidden />}
          onClick={() => setFollows(!follows)}
        >
          Follow
        </Button>
        <p className={styles.said} role="status">
          {isWaiting
            ? 'Searching …'
            : problem && lines.length === 0
              ? ''
              : foot({ shown: lines.length, total, dropped, unreadBytes, isFollowing })}
        </p>
      </form>
      {problem && lines.length > 0 && <NotReached problem={problem} isShown />}
      {lines.length > 0 ? (
        <ScrollRegion framed label="Lines of the compliance log, the newest last">
          <ol className={styles.lines} data-greyed={lost || undefined}>
            {placed.map(({ line, place }) => (
              <LogLineRow key={place} line={line} />
            ))}
            <li ref={end} className={styles.end} aria-hidden />
          </ol>
        </ScrollRegion>
      ) : problem ? (
        <NotReached problem={problem} />
      ) : isWaiting ? (
        <TextSkeleton what="the compliance log" />
      ) : (
        <PanelMessage
          icon={words === '' ? IconFileOff : IconFileText}
          title={words === '' ? 'Nothing is in the compliance logs' : 'No line holds these words'}
          text={
            unreadBytes > 0
              ? `Only the newest were searched: ${formatBytes(unreadBytes)} before them were not. acgs compliance log searches all.`
              : at === null
                ? undefined
                : 'Of the past, lines are shown that say a time until then.'
          }
          hint={
            isFollowing
              ? 'The next line that does appears here by itself.'
              : words === ''
                ? 'Each service writes into them what it finds wrong; follow them to see it come.'
                : 'Take words away, or none at all to see every line.'
          }
        />
      )}
    </section>
  );
}

function foot(of: {
  shown: number;
  total: number;
  dropped: number;
  unreadBytes: number;
  isFollowing: boolean;
}): string {
  const { shown, total, dropped, unreadBytes, isFollowing } = of;
  const left = total + dropped;
  const all = left > shown ? `the newest ${grouped(shown)} of ${grouped(left)} lines` : lineCount(shown);
  const said = unreadBytes > 0 ? `${all}; ${formatBytes(unreadBytes)} before were not searched` : all;
  return isFollowing ? `${said}; following` : said;
}

function lineCount(lines: number): string {
  if (lines === 0) return 'no line';
  return lines === 1 ? 'one line' : `${lines < 13 ? counted(lines) : grouped(lines)} lines`;
}
