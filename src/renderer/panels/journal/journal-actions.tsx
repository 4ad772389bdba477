import { Button } from '@mantine/core';
import { type ChangeEvent, type RefObject, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';

interface JournalActionsProps {
  disabled: boolean;
  isEmpty: boolean;
  isVerifying: boolean;
  hasAnchors: boolean;
  onVerify: () => void;
  onExport: () => void;
  onKeys: () => void;
  onOpen: (file: File) => void;
  /** The hidden field that asks for a file. */
  file: RefObject<HTMLInputElement | null>;
}

/** What can be done with the journal; nothing of it changes an entry. */
export function JournalActions(props: JournalActionsProps) {
  const { disabled, isEmpty, file } = props;
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.currentTarget.files?.[0];
    if (chosen) props.onOpen(chosen);
    // So that the same file can be chosen again.
    event.currentTarget.value = '';
  };
  return (
    <>
      <Button size="xs" disabled={disabled || isEmpty || props.isVerifying} onClick={props.onVerify}>
        Verify
      </Button>
      {props.hasAnchors && <AnchorNow disabled={disabled} />}
      <Button size="xs" variant="default" disabled={disabled || isEmpty} onClick={props.onExport}>
        Export
      </Button>
      <Button size="xs" variant="default" disabled={disabled} onClick={() => file.current?.click()}>
        Open bundle
      </Button>
      <Button size="xs" variant="default" disabled={disabled} onClick={props.onKeys}>
        Keys
      </Button>
      <input
        ref={file}
        type="file"
        accept=".jsonl"
        hidden
        aria-label="The bundle to open"
        onChange={choose}
        data-bundle
      />
    </>
  );
}

type Anchoring = { phase: 'idle' } | { phase: 'running' } | { phase: 'done'; isGood: boolean; words: string };

/** Signs what is not signed yet, and writes the checkpoint to every anchor. */
function AnchorNow({ disabled }: { disabled: boolean }) {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [state, setState] = useState<Anchoring>({ phase: 'idle' });

  useEffect(() => {
    if (state.phase !== 'done') return;
    const timer = setTimeout(() => setState({ phase: 'idle' }), 4000);
    return () => clearTimeout(timer);
  }, [state]);

  const anchor = () => {
    if (!client) return;
    setState({ phase: 'running' });
    client.journal.anchor().then(
      (outcomes) => {
        const bad = outcomes.filter(({ state: its }) => its !== 'written' && its !== 'current');
        setState({
          phase: 'done',
          isGood: bad.length === 0,
          words: bad.length === 0 ? 'Anchored' : bad.map((it) => it.problem ?? it.state).join('; '),
        });
      },
      (error: unknown) => setState({ phase: 'done', isGood: false, words: problemOf(error).message }),
    );
  };

  return (
    <Button
      size="xs"
      variant="default"
      disabled={disabled || state.phase === 'running'}
      title={state.phase === 'done' ? state.words : 'Sign, and write the checkpoint to every anchor'}
      onClick={anchor}
    >
      <span role="status">{wordsOf(state)}</span>
    </Button>
  );
}

function wordsOf(state: Anchoring): string {
  if (state.phase === 'idle') return 'Anchor now';
  if (state.phase === 'running') return 'Anchoring';
  return state.isGood ? 'Anchored' : 'Not anchored';
}
