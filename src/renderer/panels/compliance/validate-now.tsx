import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconShieldSearch, IconX } from '@tabler/icons-react';
import { UnderWay } from '../../marks/under-way.tsx';
import type { Validation } from './use-validation.ts';
import styles from './validate-now.module.css';
import { MODES } from './words.ts';

const PARTS = 5;

/** Validates now, as the guides do in production or in another mode; while it runs, says how far it is. */
export function ValidateNow({ validation, why }: { validation: Validation; why: string | null }) {
  const { progress, start, stop } = validation;
  if (progress) {
    const title = MODES.find(({ id }) => id === progress.mode)?.title ?? progress.mode;
    return (
      <div className={styles.validate}>
        <p className={styles.progress} role="status" data-validating={progress.mode}>
          <UnderWay size={13} />
          <span>
            {title}: {progress.parts.length} of {PARTS} parts looked at
          </span>
          {progress.line !== null && <span className={styles.line}>{progress.line}</span>}
        </p>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconX size={15} stroke={2} aria-hidden />}
          title="End the validation; nothing of it is recorded"
          onClick={stop}
        >
          Cancel
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.validate}>
      <Button.Group>
        <Button
          size="xs"
          disabled={why !== null}
          title={why ?? 'Look for all evidence now (V)'}
          leftSection={<IconShieldSearch size={15} stroke={2} aria-hidden />}
          onClick={() => start('production')}
        >
          Validate now
        </Button>
        <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={320}>
          <Menu.Target>
            <Button
              size="xs"
              disabled={why !== null}
              className={styles.modes}
              aria-label="Validate in another mode"
              title={why ?? 'Validate in another mode'}
            >
              <IconChevronDown size={15} stroke={2} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {MODES.map(({ id, title, says }) => (
              <Menu.Item key={id} onClick={() => start(id)}>
                <span className={styles.mode}>{title}</span>
                <span className={styles.says}>{says}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </div>
  );
}
