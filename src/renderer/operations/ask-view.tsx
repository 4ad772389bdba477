import { Button } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { OperationRequest } from '../../contract/operations.ts';
import { useAnswer } from '../state/answer.ts';
import { useDesk } from '../state/desk.tsx';
import { useActionsDisabled } from '../state/moment.ts';
import { Bone } from '../states/panel-skeleton.tsx';
import { Consent, type Given, isGiven } from './consent.tsx';
import styles from './operation-dialog.module.css';
import { verbOf } from './operation-words.ts';
import { useOperations } from './operations.tsx';
import { PreviewView } from './preview-view.tsx';
import { Trouble } from './trouble.tsx';
import { useNews } from './use-news.ts';

/** What would be done, what it takes, and the button that does it. */
export function AskView({ request, onLeave }: { request: OperationRequest; onLeave: () => void }) {
  const { tasks, show } = useOperations();
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const disabled = useActionsDisabled();
  const [looks, setLooks] = useState(0);
  const [given, setGiven] = useState<Given>({ name: '', glass: null });
  const subject = `${JSON.stringify(request)} ${looks}`;
  const { data, problem } = useAnswer(
    (asked, options) => asked.operations.preview(request, options),
    subject,
    looks,
  );
  useNews(data?.preview.hash, () => setLooks(looks + 1));

  if (data === null) {
    return problem ? (
      <Trouble problem={problem} onLook={() => setLooks(looks + 1)} onLeave={onLeave} nothingDone />
    ) : (
      <Waiting />
    );
  }
  const { preview, terms } = data;
  const nothing = preview.calls.length === 0;
  const ready = client !== null && disabled === null && isGiven(terms, given);

  const begin = () => {
    if (!ready) return;
    show(
      tasks.begin(client, {
        request,
        preview,
        confirm: terms.consent === 'type-name' ? given.name : null,
        breakGlass: given.glass,
      }),
    );
  };

  return (
    <form
      className={styles.parts}
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <PreviewView preview={preview} />
      {!nothing && (
        <Consent
          request={request}
          preview={preview}
          terms={terms}
          given={given}
          onGiven={setGiven}
          onLook={() => setLooks(looks + 1)}
        />
      )}
      <div className={styles.footer}>
        <p className={styles.aside} role="status">
          {disabled ??
            (terms.actor !== null && !nothing && `The journal will say that ${terms.actor} did it.`)}
        </p>
        <Button variant="default" onClick={onLeave}>
          {nothing ? 'Close' : 'Cancel'}
        </Button>
        {!nothing && (
          <Button type="submit" disabled={!ready} data-risk={preview.risk} className={styles.act ?? ''}>
            {verbOf(request)}
          </Button>
        )}
      </div>
    </form>
  );
}

function Waiting() {
  return (
    <div className={styles.parts} aria-busy="true">
      <p role="status" className={styles.aside}>
        Asking the API server what would be done. Nothing is changed by that.
      </p>
      <Bone width="70%" height={14} />
      <Bone height={84} />
      <Bone width="40%" height={12} />
    </div>
  );
}
