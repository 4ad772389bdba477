import { type Decoded, type DecodedStruct, isStruct, type Placed } from './decode.ts';

/** Reads the decoded fields of a struct; what is not there is Go's zero. */
export function textField({ fields }: DecodedStruct, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

export function numberField({ fields }: DecodedStruct, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagField({ fields }: DecodedStruct, name: string): boolean {
  return fields[name] === true;
}

export function labelsField({ fields }: DecodedStruct, name: string): ReadonlyMap<string, string> {
  const value = fields[name];
  return value instanceof Map ? value : new Map();
}

export function structsField({ fields }: DecodedStruct, name: string): DecodedStruct[] {
  return listOf(fields[name]).filter(isStruct);
}

export function textsField({ fields }: DecodedStruct, name: string): string[] {
  return listOf(fields[name]).filter((it) => typeof it === 'string');
}

/** A text with its place; 0:0 when it is not there, as Go shows an empty node. */
export function placedField({ fields }: DecodedStruct, name: string): Placed {
  const value = fields[name];
  return isPlaced(value) ? value : { text: '', place: { line: 0, column: 0 } };
}

function isPlaced(value: Decoded | undefined): value is Placed {
  return typeof value === 'object' && 'place' in value;
}

function listOf(value: Decoded | undefined): readonly Decoded[] {
  return Array.isArray(value) ? value : [];
}
