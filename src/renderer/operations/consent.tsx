import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { OperationPreview, OperationRequest, OperationTerms } from '../../contract/operations.ts';
import { useShell } from '../shell/shell-state.tsx';
import { ApprovalPart } from './approval-part.tsx';
import styles from './consent.module.css';

/** What the operator has said so far. */
export interface Given {
  /** The profile's name as typed. */
  name: string;
  /** Why the glass is broken; null when it is not. */
  glass: string | null;
}

/** Reasons shorter than this say nothing; the door refuses them too. */
const MIN_REASON_LENGTH = 10;

/** Whether everything is said or given that it takes. */
export function isGiven(terms: OperationTerms, { name, glass }: Given): boolean {
  if (terms.actor === null) return false;
  if (terms.consent === 'type-name' && name !== terms.profile) return false;
  const approved = terms.approval === 'not-needed' || terms.approval === 'approved';
  return approved || (glass !== null && glass.trim().length >= MIN_REASON_LENGTH);
}

interface ConsentProps {
  request: OperationRequest;
  preview: OperationPreview;
  terms: OperationTerms;
  given: Given;
  onGiven: (given: Given) => void;
  /** Asks again what would be done and what it takes. */
  onLook: () => void;
}

/** What it takes: a second person, a log-in, the profile's name. */
export function Consent({ request, preview, terms, given, onGiven, onLook }: ConsentProps) {
  const name = useRef<HTMLInputElement>(null);
  const { open } = useShell();
  useEffect(() => name.current?.focus(), []);
  const wrong = given.name !== '' && !terms.profile.startsWith(given.name);
  return (
    <>
      {terms.approval !== 'not-needed' && (
        <ApprovalPart
          request={request}
          preview={preview}
          terms={terms}
          glass={given.glass}
          onGlass={(glass) => onGiven({ ...given, glass })}
          onLook={onLook}
        />
      )}
      {terms.actor === null && (
        <p className={styles.missing}>
          Somebody has to be logged in for this.{' '}
          <Button size="compact-xs" variant="default" onClick={() => open('log-in')}>
            Log in
          </Button>
        </p>
      )}
      {terms.consent === 'type-name' && (
        <TextInput
          ref={name}
          className={styles.name ?? ''}
          label={
            <>
              This is production. Type <strong>{terms.profile}</strong> to go on.
            </>
          }
          value={given.name}
          onChange={(event) => onGiven({ ...given, name: event.currentTarget.value })}
          error={wrong ? `That is not the name of this profile: ${terms.profile}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </>
  );
}
