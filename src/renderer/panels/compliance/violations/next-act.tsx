import { Button } from '@mantine/core';
import { IconShieldSearch } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { Violation } from '../../../../contract/violations.ts';
import { useOperations } from '../../../operations/operations.tsx';
import { type Hindrance, useHindrances } from '../../../operations/use-rights.ts';
import { useActionsDisabled } from '../../../state/moment.ts';
import type { Validation } from '../use-validation.ts';
import { SayDialog } from './say-dialog.tsx';
import styles from './violation-drawer.module.css';
import { NEXT } from './violation-words.ts';

type Act = 'assign' | 'investigate' | 'fixed';

const TITLES: Record<Act, string> = {
  assign: 'Assign',
  investigate: 'Write down what was found',
  fixed: 'Say that it is fixed',
};
const ACTS = ['assign', 'investigate', 'fixed'] as const;
/** What would say nothing new. */
const LATER: Partial<Record<Violation['state'], Act>> = { fixed: 'fixed' };

/** The one thing to do next, in front; what else can be done stands beside it. */
export function NextAct({ item, validation }: { item: Violation; validation: Validation }) {
  const { id, state, assignee } = item;
  const { ask } = useOperations();
  const whyId = useId();
  const [saying, setSaying] = useState<Act | null>(null);
  const next = NEXT[state];
  const hindrances = useHindrances(
    ACTS.map((act) => ({
      kind: `compliance.${act}`,
      parameters: act === 'assign' ? { id, to: 'somebody', note: '' } : { id, note: 'asked for rights' },
    })),
    null,
  );
  if (next === null) return null;
  const hindrance = hindrances.find((it) => it !== null) ?? null;
  return (
    <div className={styles.acts} data-next={next}>
      <div className={styles.buttons}>
        {next === 'validate' ? (
          <Verify validation={validation} />
        ) : (
          <ActOf act={next} first hindrance={hindrance} whyId={whyId} onPress={() => setSaying(next)} />
        )}
        {ACTS.filter((act) => act !== next && act !== LATER[state]).map((act) => (
          <ActOf
            key={act}
            act={act}
            again={act === 'assign' && assignee !== null}
            hindrance={hindrance}
            whyId={whyId}
            onPress={() => setSaying(act)}
          />
        ))}
      </div>
      {hindrance !== null && (
        <p className={styles.why} id={whyId}>
          {hindrance}
        </p>
      )}
      {next === 'validate' && (
        <p className={styles.why}>
          {item.source === 'check'
            ? 'Somebody says that it is fixed. Only a fresh check verifies it, or opens it again.'
            : 'Somebody says that it is fixed. No check can verify what counters and logs told of: it is open again when they tell of it again.'}
        </p>
      )}
      {saying && (
        <SayDialog
          act={saying}
          title={TITLES[saying]}
          item={item}
          onClose={() => setSaying(null)}
          onSay={(parameters) => {
            setSaying(null);
            ask({ kind: `compliance.${saying}`, parameters });
          }}
        />
      )}
    </div>
  );
}

/** It stays in the tab order where it cannot be used, and says why. */
function ActOf({
  act,
  first = false,
  again = false,
  hindrance,
  whyId,
  onPress,
}: {
  act: Act;
  first?: boolean;
  again?: boolean;
  hindrance: Hindrance;
  whyId: string;
  onPress: () => void;
}) {
  const look = first ? ({} as const) : ({ variant: 'default' } as const);
  return (
    <Button
      size="xs"
      {...look}
      data-disabled={hindrance !== null}
      aria-disabled={hindrance !== null}
      aria-describedby={hindrance === null ? undefined : whyId}
      title={hindrance ?? undefined}
      onClick={(event) => {
        if (hindrance !== null) event.preventDefault();
        else onPress();
      }}
    >
      {again ? 'Assign anew' : TITLES[act]}
    </Button>
  );
}

function Verify({ validation }: { validation: Validation }) {
  const disabled = useActionsDisabled();
  const { progress, start } = validation;
  const busy = progress !== null;
  return (
    <Button
      size="xs"
      disabled={disabled !== null || busy}
      title={disabled ?? (busy ? 'A validation is under way' : undefined)}
      leftSection={<IconShieldSearch size={14} stroke={1.75} aria-hidden />}
      onClick={() => start('production')}
    >
      {busy ? `Validating: ${progress.parts.length} of 5 parts` : 'Validate now'}
    </Button>
  );
}
