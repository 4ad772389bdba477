import type { TemplateSample, TemplateValue } from './values.ts';

/** The Go type of a parameter, as far as conversions and messages differ. */
export type ParameterType = 'string' | 'any' | 'sample' | 'samples';

export interface TemplateFunction {
  parameters: readonly ParameterType[];
  /** The last parameter may be given any number of times, also none. */
  variadic?: true;
  run(values: readonly TemplateValue[]): TemplateValue;
}

/** What a function refuses, without the place where it was called. */
export class CallError extends Error {}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

/** A text argument: the call has converted it. */
export function textAt(values: readonly TemplateValue[], index: number): string {
  const value = values[index];
  return value?.kind === 'string' ? value.value : '';
}

export function valueAt(values: readonly TemplateValue[], index: number): TemplateValue {
  return values[index] ?? { kind: 'none' };
}

/** A sample argument; Go's nil pointer ends the call as it does there. */
export function sampleAt(values: readonly TemplateValue[], index: number): TemplateSample {
  const value = values[index];
  if (value?.kind === 'sample' && value.value !== null) return value.value;
  throw new CallError(NIL_POINTER);
}

export const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';
