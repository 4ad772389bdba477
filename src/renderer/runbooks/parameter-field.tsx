import { NativeSelect, TextInput } from '@mantine/core';
import type { RunbookCatalogue, RunbookDetail } from '../../contract/runbooks.ts';

interface ParameterFieldProps {
  parameter: RunbookDetail['parameters'][number];
  systems: RunbookCatalogue['systems'];
  value: string;
  /** The end of a sentence about what is wrong with it; undefined while nothing is. */
  flaw: string | undefined;
  /** Whether somebody has written something: before that nobody is told that it is missing. */
  isTouched: boolean;
  onChange: (value: string) => void;
}

/** One value that a runbook takes, by its type. */
export function ParameterField(props: ParameterFieldProps) {
  const { parameter, systems, value, flaw, isTouched, onChange } = props;
  const { name, title, type, takes, choices } = parameter;
  const shared = {
    label: title,
    name,
    value,
    error: flaw !== undefined && isTouched ? `It ${flaw}` : undefined,
  };
  const list =
    type === 'system'
      ? systems.map(({ id, name: label }) => ({ value: id, label }))
      : type === 'boolean'
        ? [
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]
        : choices.map((it) => ({ value: String(it), label: String(it) }));
  if (list.length > 0) {
    const data = value === '' ? [{ value: '', label: 'Choose …' }, ...list] : list;
    return <NativeSelect {...shared} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <TextInput
      {...shared}
      description={`Takes ${takes}`}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
