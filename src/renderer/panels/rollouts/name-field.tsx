import { TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useLive } from '../../state/live.tsx';

export interface NameToType {
  /** Null where a plain yes is enough. */
  name: string | null;
  isGiven(typed: string): boolean;
  /** As the contract takes it. */
  confirm(typed: string): string | null;
}

/** In production the profile's name is typed for what changes it; before anybody knows the profile, nothing is agreed to. */
export function useNameToType(): NameToType {
  const profile = useLive().shell.data?.profile;
  const name = profile?.environment === 'production' ? profile.name : null;
  return {
    name,
    isGiven: (typed) => profile !== undefined && (name === null || typed === name),
    confirm: (typed) => (name === null ? null : typed),
  };
}

/** Where the profile's name is typed; nothing where it need not be. */
export function NameField({
  asked: { name },
  value,
  onChange,
  input,
}: {
  asked: NameToType;
  value: string;
  onChange: (value: string) => void;
  input?: Ref<HTMLInputElement>;
}) {
  if (name === null) return null;
  const wrong = value !== '' && !name.startsWith(value);
  return (
    <TextInput
      ref={input}
      label={
        <>
          This is production. Type <strong>{name}</strong> to go on.
        </>
      }
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={wrong ? `That is not the name of this profile: ${name}` : undefined}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
