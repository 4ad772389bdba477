import { SegmentedControl } from '@mantine/core';
import { IconHistory, IconServerOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ConfigurationReport, ConfigurationView } from '../../../../contract/configuration.ts';
import { Age } from '../../../marks/age.tsx';
import { usePanelActions } from '../../../shell/panel-actions.ts';
import { useConnectionLost } from '../../../state/live.tsx';
import { useMoment } from '../../../state/moment.ts';
import { keyAt } from '../../../state/moment-key.ts';
import { type FollowedStream, useKept, useStream } from '../../../state/stream.ts';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { Notice } from '../../../states/notice.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { blockingState, ForbiddenState } from '../../../states/panel-states.tsx';
import { RowSkeleton } from '../../../states/row-skeleton.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import styles from './configuration-view.module.css';
import { SettingsTable } from './settings-table.tsx';
import { WholeFindings } from './whole-findings.tsx';
import { summaryOf } from './words.ts';

/** Environment variables and config map beside what they are to be. */
export function ConfigurationTab() {
  const { at } = useMoment();
  const lost = useConnectionLost();
  const stream = useKept(
    useStream((client, options) => client.configuration.watch({ at }, options), keyAt('configuration', at)),
    'configuration',
  );
  const view = stream.data;
  const blocked = blockingState(stream, lost);
  if (blocked) return blocked;
  if (view?.report) return <Seen view={view} report={view.report} stream={stream} lost={lost} />;
  if (view?.problem) return <NothingSeen problem={view.problem} />;
  if (at !== null && view !== null) {
    return (
      <PanelMessage
        icon={IconHistory}
        title="Nobody had looked at the configuration by then"
        hint="It is recorded while this view is open, and by acgs configuration show."
      />
    );
  }
  return (
    <>
      <Bone height={32} />
      <RowSkeleton what="the configuration" />
    </>
  );
}

function NothingSeen({ problem }: { problem: NonNullable<ConfigurationView['problem']> }) {
  if (problem.code === 'forbidden') return <ForbiddenState problem={problem} />;
  return (
    <PanelMessage
      icon={IconServerOff}
      title={problem.code === 'not-configured' ? 'There is nothing to look at' : 'The cluster cannot be read'}
      text={`${problem.message}.`}
      hint={problem.hint ?? 'It is tried again by itself.'}
    />
  );
}

function Seen({
  view,
  report,
  stream,
  lost,
}: {
  view: ConfigurationView;
  report: ConfigurationReport;
  stream: FollowedStream<ConfigurationView>;
  lost: boolean;
}) {
  const [only, setOnly] = useState<'all' | 'wrong'>('all');
  const wrong = useMemo(() => report.settings.filter(({ verdict }) => verdict !== 'agrees'), [report]);
  const isOld = lost || stream.phase === 'failed' || view.problem !== null;
  usePanelActions(
    useMemo(
      () => [
        {
          id: 'configuration-filter',
          title: 'Configuration: all settings, or those that do not agree',
          key: 'f',
          run: () => setOnly((before) => (before === 'all' ? 'wrong' : 'all')),
        },
      ],
      [],
    ),
  );
  return (
    <>
      <NotRenewed problem={stream.problem} />
      {view.problem && (
        <Notice kind="stale" title="Nobody knows how it is now.">
          {view.problem.message}. What is shown was seen <Age at={view.observedAt} suffix=" ago" />.{' '}
          {view.problem.hint}
        </Notice>
      )}
      <div className={styles.bar}>
        <p data-configuration={report.verdict}>
          {summaryOf(report)}{' '}
          <span className={styles.source}>
            {report.configMaps.map(({ name }) => `config map ${report.namespace}/${name}`).join(' and ')}
            {report.configMaps.length > 0 && ', '}
            <span className={styles.age}>
              seen <Age at={view.observedAt} suffix=" ago" />
            </span>
          </span>
        </p>
        <SegmentedControl
          size="xs"
          aria-label="Settings shown"
          value={only}
          onChange={(chosen) => setOnly(chosen === 'wrong' ? 'wrong' : 'all')}
          data={[
            { value: 'all', label: `All ${report.settings.length}` },
            { value: 'wrong', label: `Not agreeing ${wrong.length}` },
          ]}
        />
      </div>
      {view.problem === null && <WholeFindings report={report} isOld={isOld} />}
      <ScrollRegion framed label="Settings">
        {only === 'wrong' && wrong.length === 0 ? (
          <p className={styles.none}>Every setting agrees with what it is to be.</p>
        ) : (
          <SettingsTable
            report={report}
            settings={only === 'wrong' ? wrong : report.settings}
            isOld={isOld}
            why={
              view.problem === null
                ? null
                : 'The cluster does not answer: nothing can be changed before it does.'
            }
          />
        )}
      </ScrollRegion>
    </>
  );
}
