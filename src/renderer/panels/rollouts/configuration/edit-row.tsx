import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ConfigurationReport, SettingView } from '../../../../contract/configuration.ts';
import { useOperations } from '../../../operations/operations.tsx';
import { PreviewView } from '../../../operations/preview-view.tsx';
import { useHindrances } from '../../../operations/use-rights.ts';
import { ProblemLine } from '../../../people/problem-line.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { useStill } from '../use-still.ts';
import styles from './edit-row.module.css';
import { placesOf, proposal, requestFor } from './words.ts';

/** Nobody is asked of each letter. */
const STILL_MS = 350;

interface EditRowProps {
  setting: SettingView;
  report: ConfigurationReport;
  onLeave: () => void;
}

/** Another value for a setting: what it would change is shown as it is written, and agreed to in the dialog. */
export function EditRow({ setting, report, onLeave }: EditRowProps) {
  const { ask } = useOperations();
  const places = placesOf(setting, report);
  const [chosen, setChosen] = useState(0);
  const place = places[chosen] ?? places[0];
  const [value, setValue] = useState(() => proposal(setting, place));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const form = useRef<HTMLFormElement>(null);
  const request = place && requestFor(setting, place, value.trim());
  const text = JSON.stringify(request ?? null);
  const still = useStill(text, STILL_MS);
  const { data, problem } = useAnswer(
    (client, options) => client.operations.preview(JSON.parse(still), options),
    `change ${still}`,
    0,
  );
  const isAnswered = still === text;
  const preview = isAnswered ? (data?.preview ?? null) : null;
  const [hindrance = null] = useHindrances(place ? [requestFor(setting, place, '')] : [], null);
  const isAnsweredNow = isAnswered && (preview !== null || problem !== null);
  // What it would change is shown, wherever in the table it stands.
  useEffect(() => {
    if (isAnsweredNow) form.current?.scrollIntoView({ block: 'nearest' });
  }, [isAnsweredNow]);
  const may = hindrance === null && preview !== null && preview.calls.length > 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <tr data-last>
      <td colSpan={6} className={styles.cell}>
        <form
          ref={form}
          className={styles.form}
          aria-label={`Change ${setting.id}`}
          onKeyDown={onKeyDown}
          onSubmit={(event) => {
            event.preventDefault();
            if (may && request) ask(request);
          }}
        >
          <div className={styles.fields}>
            <NativeSelect
              label="Where"
              size="xs"
              data={places.map(({ title }, index) => ({ value: String(index), label: title }))}
              value={String(chosen)}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
            />
            <TextInput
              ref={field}
              label={`${setting.title}: ${setting.says}`}
              size="xs"
              className={styles.value ?? ''}
              value={value}
              maxLength={4096}
              onChange={(event) => setValue(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
            <Button size="xs" variant="default" onClick={onLeave}>
              Cancel
            </Button>
            <Button size="xs" type="submit" disabled={!may}>
              Apply…
            </Button>
          </div>
          <div
            className={styles.preview}
            role="status"
            aria-label="What it would change"
            data-previewed={preview === null ? undefined : true}
          >
            {isAnswered && <ProblemLine problem={problem} />}
            {preview !== null && <PreviewView preview={preview} />}
            {!(isAnswered && problem) && preview === null && <Bone height={72} />}
          </div>
          {hindrance !== null && <p className={styles.says}>{hindrance}</p>}
        </form>
      </td>
    </tr>
  );
}
