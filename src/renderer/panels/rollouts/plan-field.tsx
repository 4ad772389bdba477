import { TextInput } from '@mantine/core';
import type { Ref } from 'react';

/** Where a part of a plan is written, with an example under it. */
export function PlanField({
  label,
  description,
  value,
  onChange,
  input,
}: {
  label: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
  input?: Ref<HTMLInputElement>;
}) {
  return (
    <TextInput
      ref={input}
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      maxLength={500}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
