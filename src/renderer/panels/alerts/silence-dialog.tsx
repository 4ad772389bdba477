import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AlertItem } from '../../../contract/alerts.ts';
import styles from './silence-dialog.module.css';

export interface WantedSilence {
  matchers: { name: string; operator: '='; value: string }[];
  forMs: number;
  reason: string;
}

const HOUR = 3_600_000;
const SPANS = [
  { value: String(HOUR / 2), label: '30 minutes' },
  { value: String(HOUR), label: '1 hour' },
  { value: String(2 * HOUR), label: '2 hours' },
  { value: String(8 * HOUR), label: '8 hours' },
  { value: String(24 * HOUR), label: '24 hours, the longest' },
];

/** What is to be silent and why: this alert alone, or everything of its system. */
export function SilenceDialog({
  item,
  onSilence,
  onClose,
}: {
  item: AlertItem;
  onSilence: (wanted: WantedSilence) => void;
  onClose: () => void;
}) {
  const [scope, setScope] = useState<'alert' | 'system'>('alert');
  const [forMs, setForMs] = useState(String(2 * HOUR));
  const [reason, setReason] = useState('');
  const { labels } = item;
  const names = scope === 'system' ? ['system'] : Object.keys(labels).filter((name) => name !== 'severity');
  const matchers = names.map((name) => ({ name, operator: '=' as const, value: labels[name] ?? '' }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSilence({ matchers, forMs: Number(forMs), reason: reason.trim() });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Silence ${item.name}`}
      size={460}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={styles.form} onSubmit={submit}>
        {labels.system !== undefined && (
          <NativeSelect
            label="What"
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value === 'system' ? 'system' : 'alert')}
            data={[
              { value: 'alert', label: 'This alert' },
              { value: 'system', label: `Everything of ${labels.system}` },
            ]}
          />
        )}
        <p className={styles.matchers}>
          <code>{matchers.map(({ name, value }) => `${name}="${value}"`).join(', ')}</code>
        </p>
        <NativeSelect
          label="For"
          value={forMs}
          onChange={(event) => setForMs(event.currentTarget.value)}
          data={SPANS}
        />
        <TextInput
          label="Why"
          description="For whoever wonders about the quiet."
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={styles.footer}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={reason.trim() === ''}>
            Silence
          </Button>
        </div>
      </form>
    </Modal>
  );
}
