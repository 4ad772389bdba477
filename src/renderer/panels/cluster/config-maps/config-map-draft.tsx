import { IconCheck } from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import type { ConfigMapText, ConfigMapView } from '../../../../contract/cluster.ts';
import type { OperationRequest } from '../../../../contract/operations.ts';
import { DiffView } from '../../../marks/diff-view.tsx';
import { ActButton } from '../../../operations/act-button.tsx';
import { useOperations } from '../../../operations/operations.tsx';
import { useHindrances } from '../../../operations/use-rights.ts';
import styles from './config-map-text.module.css';
import { TextEditor } from './text-editor.tsx';
import { type Checked, type Draft, useChange } from './use-change.ts';

interface ConfigMapDraftProps {
  configMap: ConfigMapView;
  draft: Draft;
  /** As it is in the cluster now. */
  present: ConfigMapText | null;
  onDraft: (draft: Draft) => void;
  onLeave: () => void;
}

/** A text on its way into the cluster: written, checked as it is written, compared, then applied. */
export function ConfigMapDraft({ configMap, draft, present, onDraft, onLeave }: ConfigMapDraftProps) {
  // Who restores a file wants to see first what that would change.
  const [comparing, setComparing] = useState(draft.source !== 'the editor');
  const checked = useChange(configMap, draft);
  const verdict = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const change = checked.current ? checked.change : null;
  const differs = change?.kind === 'differs' ? change : null;
  const { ask } = useOperations();
  const { namespace, name } = configMap;
  const request: OperationRequest = {
    kind: 'cluster.configmap.apply',
    parameters: {
      namespace,
      name,
      manifest: draft.text,
      source: draft.source,
      whole: true,
      ...(draft.resourceVersion === null ? {} : { resourceVersion: draft.resourceVersion }),
    },
  };
  // Whether one may does not depend on the text: it is not asked again with every key.
  const [hindrance = null] = useHindrances(
    [
      {
        kind: request.kind,
        parameters: { namespace, name, manifest: '', source: draft.source },
      },
    ],
    null,
  );

  return (
    <section className={styles.view} aria-label={`Change of ${configMap.name}`} data-draft={change?.kind}>
      <div className={styles.bar}>
        <button type="button" className={styles.button} onClick={onLeave}>
          Discard
        </button>
        <span className={styles.spring} />
        <button type="button" className={styles.button} onClick={() => setComparing(!comparing)}>
          {comparing ? 'Back to the text' : 'Compare'}
        </button>
        <ActButton
          icon={IconCheck}
          title="Apply…"
          hindrance={hindrance ?? (differs ? null : 'There is nothing to apply yet.')}
          describedBy={verdict}
          onPress={() => ask(request)}
        />
      </div>
      {hindrance !== null && <p className={styles.note}>{hindrance}</p>}
      {comparing && differs ? (
        <DiffView diff={differs.diff} label={`What would change in ${configMap.name}`} />
      ) : (
        <TextEditor
          label={`Text of ${configMap.name}`}
          text={draft.text}
          onChange={(text) => onDraft({ ...draft, text })}
          markedLine={change?.kind === 'invalid' ? change.line : null}
          describedBy={verdict}
          input={input}
        />
      )}
      <p className={styles.verdict} id={verdict} role="status" data-kind={change?.kind}>
        {verdictWords(checked)}
      </p>
      {change?.kind === 'conflict' && present !== null && (
        <div className={styles.bar}>
          <button
            type="button"
            className={styles.button}
            onClick={() =>
              onDraft({ ...draft, text: present.yaml, resourceVersion: present.resourceVersion })
            }
          >
            Take what is there now
          </button>
          <button
            type="button"
            className={styles.button}
            onClick={() => {
              onDraft({ ...draft, resourceVersion: present.resourceVersion });
              setComparing(true);
            }}
          >
            Keep this text and compare it with that
          </button>
        </div>
      )}
    </section>
  );
}

function verdictWords({ change, problem, current }: Checked): string {
  if (!current) return 'Checking …';
  if (problem) return `It cannot be checked: ${problem.message}`;
  switch (change?.kind) {
    case 'invalid':
      return `${change.problem.message}. ${change.problem.hint ?? ''}`;
    case 'conflict':
      return `${change.problem.message}.`;
    case 'same':
      return 'It is as this text says already: there is nothing to apply.';
    case 'differs': {
      const counts = countsOf(change.diff);
      const removed =
        change.removed.length === 0 ? '' : ` Removed with their values: ${change.removed.join(', ')}.`;
      return `${counts}.${removed}`;
    }
    default:
      return '';
  }
}

function countsOf(diff: string): string {
  const lines = diff.split('\n').slice(2);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  const added = count('+');
  return `${added} ${added === 1 ? 'line' : 'lines'} added, ${count('-')} removed`;
}
