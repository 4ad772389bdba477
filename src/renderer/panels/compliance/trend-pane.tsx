import { NativeSelect, SegmentedControl } from '@mantine/core';
import type { CompliancePart } from '../../../contract/compliance.ts';
import type { CourseMark } from '../../../contract/courses.ts';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { usePresent } from '../../state/ticker.ts';
import { Pane } from '../pane.tsx';
import { RANGES } from './ranges.ts';
import styles from './trend-pane.module.css';
import { TrendPlot } from './trend-plot.tsx';
import { ITEM_WORDS, itemChoices } from './words.ts';

const LEAST_REFRESH_MS = 15_000;
const NO_MARKS: readonly CourseMark[] = [];

/** The score, a part of it, or one item of a part, over time against its target. */
export function TrendPane({ parts }: { parts: readonly Pick<CompliancePart, 'id'>[] }) {
  const { router } = useDesk();
  const { choices } = useRoute();
  const { at } = useMoment();
  const present = usePresent();
  const range = RANGES.find(({ value }) => value === choices.range) ?? RANGES[0];
  const turn =
    at === null ? Math.floor(present / Math.max(LEAST_REFRESH_MS, range.ms / range.buckets)) : Date.parse(at);
  const time = { rangeMs: range.ms, buckets: range.buckets, at };
  const part = parts.find(({ id }) => id === choices.of)?.id ?? null;
  const item = choices.one ?? null;
  const whole = useAnswer(
    (client, options) => client.compliance.course(time, options),
    `compliance course ${range.value}`,
    turn,
  );
  const ofItem = useAnswer(
    async (client, options) =>
      part !== null && item !== null
        ? await client.compliance.itemCourse({ ...time, part, item }, options)
        : null,
    `compliance course ${range.value} ${part} ${item}`,
    turn,
  );
  // Its items are listed while another of them is asked for.
  const known = useAnswer(
    async (client, options) =>
      part !== null ? await client.compliance.itemCourse({ ...time, part, item: null }, options) : null,
    `compliance items ${range.value} ${part}`,
    turn,
  );
  const { data } = whole;
  const course = data?.items.find(({ id }) => id === (part ?? 'score')) ?? data?.items[0] ?? null;
  const items = known.data?.items ?? [];
  return (
    <Pane
      title="Over time"
      aside={
        <div className={styles.choices}>
          <NativeSelect
            size="xs"
            w={172}
            aria-label="Figure shown over time"
            data={data?.items.map(({ id, title }) => ({ value: id, label: title })) ?? []}
            value={course?.id ?? ''}
            onChange={({ currentTarget: { value } }) => {
              router.choose('one', null);
              router.choose('of', value === 'score' ? null : value);
            }}
          />
          {part !== null && (
            <NativeSelect
              size="xs"
              w={172}
              aria-label={`${ITEM_WORDS[part]} shown over time`}
              data={itemChoices(items, item)}
              value={item ?? ''}
              onChange={({ currentTarget: { value } }) => router.choose('one', value === '' ? null : value)}
            />
          )}
          <SegmentedControl
            transitionDuration={0}
            size="xs"
            data={RANGES.map(({ value, label }) => ({ value, label }))}
            value={range.value}
            onChange={(value) => router.choose('range', value === RANGES[0].value ? null : value)}
            aria-label="Time shown"
          />
        </div>
      }
    >
      {part !== null && item !== null ? (
        <TrendPlot
          name={item}
          sheet={ofItem.data}
          course={ofItem.data?.course?.id === item ? ofItem.data.course : null}
          marks={NO_MARKS}
          problem={ofItem.problem}
        />
      ) : (
        <TrendPlot
          name={course?.id ?? ''}
          sheet={data}
          course={course}
          marks={data?.marks ?? NO_MARKS}
          problem={whole.problem}
        />
      )}
    </Pane>
  );
}
