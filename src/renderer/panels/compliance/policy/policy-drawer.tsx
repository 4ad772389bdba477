import { Button, FileButton, NativeSelect, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { PolicyJudgement, PolicyMode } from '../../../../contract/policies.ts';
import { useAct } from '../../../people/use-act.ts';
import { useActionsDisabled } from '../../../state/moment.ts';
import { Notice } from '../../../states/notice.tsx';
import { DrawerBody, SideDrawer } from '../../side-drawer.tsx';
import styles from './policy-drawer.module.css';
import { PolicyResult } from './policy-result.tsx';

const MODES: readonly { value: PolicyMode; label: string }[] = [
  { value: 'basic', label: 'Basic' },
  { value: 'comprehensive', label: 'Comprehensive' },
  { value: 'detailed', label: 'Detailed' },
];

/** As much as one message to the core takes, whatever characters it is made of. */
const MOST_CHARACTERS = 160_000;
const UNNAMED = 'policy.txt';

/** A policy, held against the constitution by the service that knows it; nothing is changed or stored by that. */
export function PolicyDrawer({ onClose }: { onClose: () => void }) {
  const act = useAct();
  const disabled = useActionsDisabled();
  const [text, setText] = useState('');
  const [name, setName] = useState(UNNAMED);
  const [mode, setMode] = useState<PolicyMode>('basic');
  const [judged, setJudged] = useState<PolicyJudgement | null>(null);
  const isLong = text.length > MOST_CHARACTERS;
  const ready = disabled === null && act.ready && !act.busy && text.trim() !== '' && !isLong;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setJudged(null);
    void act.run(async (client) => setJudged(await client.policies.validate({ name, text, mode })));
  };
  const take = async (file: File | null) => {
    if (!file) return;
    // More is never sent, and no more is read of it than tells so.
    setText(await file.slice(0, MOST_CHARACTERS * 4).text());
    setName(file.name);
    setJudged(null);
    act.forget();
  };

  return (
    <SideDrawer kind="Constitutional AI" title="Check a policy" width="medium" onClose={onClose}>
      <DrawerBody>
        <form className={styles.form} onSubmit={submit}>
          <Textarea
            label="Policy"
            description="Its text, or a JSON or YAML document from a file. It is held against the constitution; nothing is changed or stored."
            data-autofocus
            autoFocus
            rows={9}
            value={text}
            error={isLong && 'This is too long for the window: use acgs compliance policy FILE.'}
            classNames={{ input: styles.text ?? '' }}
            onChange={(event) => {
              setText(event.currentTarget.value);
              if (text === '') setName(UNNAMED);
            }}
          />
          <div className={styles.bar}>
            <FileButton onChange={(file) => void take(file)} accept=".json,.yaml,.yml,.txt,.md">
              {(props) => (
                <Button
                  {...props}
                  size="xs"
                  variant="default"
                  leftSection={<IconFileUpload size={14} stroke={1.75} aria-hidden />}
                >
                  From a file
                </Button>
              )}
            </FileButton>
            {name !== UNNAMED && <span className={styles.muted}>{name}</span>}
          </div>
          <div className={styles.bar}>
            <NativeSelect
              size="xs"
              aria-label="How much it is held against"
              data={[...MODES]}
              value={mode}
              onChange={(event) =>
                setMode(MODES.find(({ value }) => value === event.currentTarget.value)?.value ?? 'basic')
              }
            />
            <Button type="submit" size="xs" disabled={!ready} title={disabled ?? undefined}>
              {act.busy ? 'Checking …' : 'Check'}
            </Button>
          </div>
          {disabled !== null && <p className={styles.muted}>{disabled}</p>}
        </form>
        {act.problem && (
          <Notice kind="failed" title="It could not be checked.">
            {act.problem.message}. {act.problem.hint}
          </Notice>
        )}
        {judged && <PolicyResult judged={judged} />}
      </DrawerBody>
    </SideDrawer>
  );
}
