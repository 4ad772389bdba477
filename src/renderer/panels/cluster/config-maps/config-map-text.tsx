import { IconDownload, IconPencil, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { ConfigMapText, ConfigMapView } from '../../../../contract/cluster.ts';
import { YamlText } from '../../../marks/yaml-text.tsx';
import { useHold } from '../../../state/unsaved.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import { TextSkeleton } from '../../../states/text-skeleton.tsx';
import { ConfigMapDraft } from './config-map-draft.tsx';
import styles from './config-map-text.module.css';
import { readTextFile, saveTextFile } from './text-file.ts';
import type { Draft } from './use-change.ts';
import { turnOf, useConfigMapText } from './use-config-map-text.ts';

interface ConfigMapTextViewProps {
  configMap: ConfigMapView;
  context: string | null;
  gone: boolean;
}

/** A config map as YAML: to read, to keep as a file, to edit, to restore from a file. */
export function ConfigMapTextView({ configMap, context, gone }: ConfigMapTextViewProps) {
  const [asked, setAsked] = useState(0);
  const { data, problem } = useConfigMapText(context, configMap, turnOf(configMap, asked));
  const [draft, setDraft] = useState<Draft | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  /** What the draft began with: a draft that says the same is no loss. */
  const [began, setBegan] = useState<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const written = draft !== null && draft.text !== began && draft.text !== data?.yaml;
  useHold(written ? `the text of ${configMap.name}` : null);

  if (draft !== null) {
    return (
      <ConfigMapDraft
        configMap={configMap}
        draft={draft}
        present={data}
        onDraft={setDraft}
        onLeave={() => {
          setDraft(null);
          setAsked(asked + 1);
        }}
      />
    );
  }
  if (data === null) {
    return problem ? (
      <ErrorState problem={problem} onRetry={() => setAsked(asked + 1)} />
    ) : (
      <div className={styles.view} aria-busy="true">
        <TextSkeleton what="the config map" />
      </div>
    );
  }

  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    const read = await readTextFile(chosen);
    setRefused(read.ok ? null : read.why);
    if (read.ok) setDraft({ text: read.text, source: read.name, resourceVersion: data.resourceVersion });
  };
  const why = cannotChange(configMap, context, gone);

  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <button
          type="button"
          className={styles.button}
          onClick={() => saveTextFile(`${configMap.name}.yaml`, data.yaml)}
        >
          <IconDownload size={14} stroke={1.75} aria-hidden /> Export
        </button>
        <button
          type="button"
          className={styles.button}
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() => {
            setBegan(data.yaml);
            setDraft({ text: data.yaml, source: 'the editor', resourceVersion: data.resourceVersion });
          }}
        >
          <IconPencil size={14} stroke={1.75} aria-hidden /> Edit
        </button>
        <button
          type="button"
          className={styles.button}
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() => file.current?.click()}
        >
          <IconUpload size={14} stroke={1.75} aria-hidden /> Restore from a file
        </button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label="File to restore from"
          accept=".yaml,.yml,.json,.txt"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {why !== null && <p className={styles.note}>{why}</p>}
      {refused !== null && (
        <p className={styles.note} role="alert">
          {refused}
        </p>
      )}
      <StruckOut keys={data.struckOut} />
      <YamlText yaml={data.yaml} name={configMap.name} />
    </div>
  );
}

function StruckOut({ keys }: Pick<{ keys: ConfigMapText['struckOut'] }, 'keys'>) {
  if (keys.length === 0) return null;
  return (
    <p className={styles.note}>
      What looks like a secret is struck out: {keys.join(', ')}. Left alone, it stays what it is when the text
      is applied. <code>acgs cluster configmap export</code> writes every value whole.
    </p>
  );
}

function cannotChange({ immutable }: ConfigMapView, context: string | null, gone: boolean): string | null {
  if (context !== null) return `The context ${context} is only looked at: nothing can be changed there.`;
  if (gone) return 'It is gone, so there is nothing to change.';
  if (immutable) return 'It is immutable: the cluster accepts no change of it.';
  return null;
}
