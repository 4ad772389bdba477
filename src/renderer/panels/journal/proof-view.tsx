import { Button } from '@mantine/core';
import { IconClockPause } from '@tabler/icons-react';
import type { JournalEntry } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useAnswer } from '../../state/answer.ts';
import { COPIED_WORDS, useCopied } from '../../state/use-copied.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { ErrorState } from '../../states/panel-states.tsx';
import { ProofPath } from './proof-path.tsx';
import { saveFile } from './save-file.ts';
import styles from './text-box.module.css';

interface ProofViewProps {
  book: string | null;
  entry: JournalEntry;
  turn: number;
}

/** The proof that an entry is in the journal: the way to the signed root, and the text to hand on. */
export function ProofView({ book, entry, turn }: ProofViewProps) {
  if (book !== null) {
    return (
      <PanelMessage
        icon={IconClockPause}
        title="The file as a whole is the proof"
        text="It was verified when it was opened: every entry in it is where its checkpoint says."
      />
    );
  }
  return <OwnProof index={entry.index} turn={turn} />;
}

function OwnProof({ index, turn }: { index: number; turn: number }) {
  const [copied, copy] = useCopied();
  const { data: proof, problem } = useAnswer(
    (client, options) => client.journal.prove({ index }, options),
    `proof ${index}`,
    turn,
  );
  if (!proof) {
    if (problem?.code === 'not-found') {
      return (
        <PanelMessage
          icon={IconClockPause}
          title="Not signed yet"
          text="No checkpoint covers this entry so far. It is signed about a second after it came; the proof then appears here."
        />
      );
    }
    return problem ? <ErrorState problem={problem} /> : <Bone height={200} />;
  }
  return (
    <section className={styles.box}>
      <p>
        <StateShape level="good" label={null} /> Checked just now: entry {index} leads to the root that was
        signed
        {proof.signedAt !== null && (
          <>
            {' '}
            at <Moment at={proof.signedAt} />
          </>
        )}
        , over {grouped(proof.size)} {proof.size === 1 ? 'entry' : 'entries'}.
      </p>
      <ProofPath proof={proof} />
      <p className={styles.note}>
        The same as text (C2SP tlog-proof). With the entry’s JSON and the journal’s public key, any tool that
        knows the format can check it.
      </p>
      <pre className={styles.text} data-proof>
        {proof.text}
      </pre>
      <div className={styles.actions}>
        <Button size="compact-xs" variant="default" onClick={() => copy(proof.text)}>
          <span role="status">{COPIED_WORDS[copied]}</span>
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => saveFile(`entry-${index}.tlog-proof`, [proof.text])}
        >
          Save
        </Button>
      </div>
    </section>
  );
}
