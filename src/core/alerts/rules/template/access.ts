import { ownText } from './builtin-functions.ts';
import { printed } from './print.ts';
import {
  floatValue,
  intValue,
  NONE,
  sortedNames,
  type TemplateValue,
  textValue,
  typeName,
} from './values.ts';

/** What a value does not have or allow, in Go's words. */
export class AccessError extends Error {}

const DATA_FIELDS: ReadonlySet<string> = new Set(['Labels', 'ExternalLabels', 'ExternalURL', 'Value']);
const MOST_TURNS = 1_000_000n;

/** A field of a struct, or an entry of a map; what a map lacks is the zero of its values. */
export function fieldOf(name: string, receiver: TemplateValue, hasArguments: boolean): TemplateValue {
  const refuseArguments = () => {
    if (hasArguments) throw new AccessError(`${name} has arguments but cannot be invoked as function`);
  };
  switch (receiver.kind) {
    case 'none':
      return NONE;
    case 'labels':
    case 'arguments': {
      if (hasArguments) throw new AccessError(`${name} is not a method but has arguments`);
      if (receiver.kind === 'labels') return textValue(ownText(receiver.value, name));
      const index = /^arg([0-9]+)$/.exec(name)?.[1];
      return receiver.value[Number(index ?? -1)] ?? NONE;
    }
    case 'data':
      if (!DATA_FIELDS.has(name)) break;
      refuseArguments();
      if (name === 'Labels') return { kind: 'labels', value: receiver.value.labels };
      if (name === 'ExternalLabels') return { kind: 'labels', value: receiver.value.externalLabels };
      if (name === 'ExternalURL') return textValue(receiver.value.externalUrl);
      return floatValue(receiver.value.value);
    case 'sample':
      if (name !== 'Labels' && name !== 'Value') break;
      if (receiver.value === null) {
        throw new AccessError(`nil pointer evaluating ${typeName(receiver)}.${name}`);
      }
      refuseArguments();
      return name === 'Labels'
        ? { kind: 'labels', value: receiver.value.labels }
        : floatValue(receiver.value.value);
  }
  throw new AccessError(`can't evaluate field ${name} in type ${typeName(receiver)}`);
}

/** What `range` goes over. */
export function turnsOf(
  value: TemplateValue,
  variables: number,
): { key: TemplateValue; element: TemplateValue }[] {
  switch (value.kind) {
    case 'none':
      return [];
    case 'samples':
      return value.value.map((sample, index) => ({
        key: intValue(index),
        element: { kind: 'sample', value: sample },
      }));
    case 'labels':
      return sortedNames(value.value).map((name) => ({
        key: textValue(name),
        element: textValue(ownText(value.value, name)),
      }));
    case 'arguments':
      return value.value.map((element, index) => ({ key: textValue(`arg${index}`), element }));
    case 'int': {
      if (variables > 1) {
        throw new AccessError(`can't use ${printed(value)} to iterate over more than one variable`);
      }
      if (value.value > MOST_TURNS) {
        throw new AccessError('range over more than a million numbers is not supported here');
      }
      const count = Math.max(0, Number(value.value));
      return Array.from({ length: count }, (_, index) => ({ key: NONE, element: intValue(index) }));
    }
    case 'sample':
      throw new AccessError(`range can't iterate over ${value.value === null ? '<nil>' : printed(value)}`);
    default:
      throw new AccessError(`range can't iterate over ${printed(value)}`);
  }
}
