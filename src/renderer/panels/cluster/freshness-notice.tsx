import type { WatchState } from '../../../contract/cluster.ts';
import { Age } from '../../marks/age.tsx';
import { useMoment } from '../../state/moment.ts';
import { Notice } from '../../states/notice.tsx';
import type { TableView } from './table-view.ts';

/** Says that the rows below are from before, how old they are and why. Offline has the window's own banner. */
export function FreshnessNotice({ view }: { view: Extract<TableView, { kind: 'rows' }> }) {
  const past = useMoment().at !== null;
  const { freshness, observedAt, problem, missing } = view;
  if (freshness === 'live' && missing.length > 0) return <MissingNotice missing={missing} />;
  if (freshness === 'live' || freshness === 'offline') return null;
  return (
    <Notice kind={freshness} title={past ? 'This was not being watched then.' : TITLES[freshness]}>
      {observedAt !== null && (
        <span aria-live="off">
          {past ? 'What is shown was' : 'What is shown is'} <Age at={observedAt} /> old.{' '}
        </span>
      )}
      {problem && `${problem.message} `}
      {problem?.hint}
    </Notice>
  );
}

/** Some of the namespaces may not be read: what is shown is not all that was asked for. */
function MissingNotice({ missing }: { missing: WatchState['missing'] }) {
  const names = missing.map(({ namespace }) => namespace).join(', ');
  return (
    <Notice kind="forbidden" title={`${names} may not be read.`}>
      The other namespaces are shown. {missing[0]?.problem.message}
    </Notice>
  );
}

const TITLES = {
  stale: 'The cluster does not answer any more.',
  failed: 'The table cannot be followed any more.',
  forbidden: 'A permission was taken away.',
} as const;
