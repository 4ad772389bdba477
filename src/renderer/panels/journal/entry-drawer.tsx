import type { JournalEntry, JournalFilter } from '../../../contract/journal.ts';
import { useAnswer } from '../../state/answer.ts';
import { ErrorState } from '../../states/panel-states.tsx';
import { DrawerBody, DrawerWaiting, SideDrawer } from '../side-drawer.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import { EntryDetails } from './entry-details.tsx';
import { EntryJson } from './entry-json.tsx';
import { ProofView } from './proof-view.tsx';

export type EntryTab = 'details' | 'proof' | 'json';

const TABS: readonly { id: EntryTab; title: string }[] = [
  { id: 'details', title: 'Details' },
  { id: 'proof', title: 'Proof' },
  { id: 'json', title: 'JSON' },
];

interface EntryDrawerProps {
  book: string | null;
  index: number;
  tab: EntryTab;
  onTab: (tab: EntryTab) => void;
  /** How far checkpoints and anchors reach; what is known of the entry changes with them. */
  turn: number;
  onShow: (index: number) => void;
  onFilter: (filter: Partial<JournalFilter>) => void;
  onClose: () => void;
}

/** Everything of one entry: what it says, that it is in the journal, and its bytes. */
export function EntryDrawer(props: EntryDrawerProps) {
  const { book, index, tab, onTab, turn, onClose } = props;
  const { data: entry, problem } = useAnswer(
    (client, options) => client.journal.entry({ book, index }, options),
    `${book} ${index}`,
    turn,
  );
  return (
    <SideDrawer kind={`Entry ${index}`} title={entry?.summary} width="medium" onClose={onClose}>
      <ViewTabs place="drawer" tabs={TABS} current={tab} onChange={onTab} />
      <DrawerBody>
        {entry ? (
          <Body {...props} entry={entry} />
        ) : problem ? (
          <ErrorState problem={problem} />
        ) : (
          <DrawerWaiting what="the entry" />
        )}
      </DrawerBody>
    </SideDrawer>
  );
}

function Body({ entry, ...props }: EntryDrawerProps & { entry: JournalEntry }) {
  switch (props.tab) {
    case 'details':
      return <EntryDetails entry={entry} onShow={props.onShow} onFilter={props.onFilter} />;
    case 'proof':
      return <ProofView book={props.book} entry={entry} turn={props.turn} />;
    case 'json':
      return <EntryJson entry={entry} />;
  }
}
