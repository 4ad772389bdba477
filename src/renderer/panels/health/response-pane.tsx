import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { ResponseTime } from '../../charts/response-time.tsx';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { useMoment } from '../../state/moment.ts';
import { useNow } from '../../state/ticker.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import { linkOf } from '../metrics/expression-link.ts';
import { Pane } from '../pane.tsx';
import styles from './response-pane.module.css';

const RANGES = [
  { value: '3600000', label: '1 h' },
  { value: '21600000', label: '6 h' },
  { value: '86400000', label: '24 h' },
];

/** As many as there are pixels to tell them apart on a usual screen. */
const BUCKETS = 240;
const REFRESH_MS = 10_000;

/** What is drawn, as the samples are recorded. */
const EXPRESSION = 'target{target="response-time"}';

/** Response time (p95) of whichever service is slowest. */
export function ResponsePane() {
  const [range, setRange] = useState('3600000');
  const { at } = useMoment();
  const { router } = useDesk();
  // The past does not change: it is asked for once.
  const turn = Math.floor(useNow() / REFRESH_MS);
  const { data, problem } = useAnswer(
    (client, options) =>
      client.health.responseTime({ rangeMs: Number(range), buckets: BUCKETS, at }, options),
    range,
    turn,
  );
  return (
    <Pane
      title="Response time of the slowest service"
      className={styles.pane}
      aside={
        <div className={styles.aside}>
          <span>{data?.source}</span>
          <button
            type="button"
            className={styles.look}
            title={`Open ${EXPRESSION} in Metrics`}
            onClick={() => router.go('metrics', linkOf(EXPRESSION))}
          >
            Look closer
          </button>
          <SegmentedControl
            transitionDuration={0}
            size="xs"
            data={RANGES}
            value={range}
            onChange={setRange}
            aria-label="Time shown"
          />
        </div>
      }
    >
      {data ? <ResponseTime chart={data} /> : problem ? <Failed text={problem.message} /> : <Waiting />}
    </Pane>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      <Bone />
    </div>
  );
}

function Failed({ text }: { text: string }) {
  return <p className={styles.failed}>The course cannot be shown: {text}</p>;
}
