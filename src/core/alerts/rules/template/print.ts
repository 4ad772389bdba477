import { writeInstant } from './instants.ts';
import { formatFloat } from './numbers.ts';
import { sortedNames, type TemplateValue } from './values.ts';

/** What cannot be printed here, said by name. */
export class PrintError extends Error {}

/** As Go's fmt prints a value by default. */
export function printed(value: TemplateValue): string {
  switch (value.kind) {
    case 'none':
      return '<nil>';
    case 'string':
      return value.value;
    case 'int':
    case 'byte':
      return value.value.toString();
    case 'float':
      return formatFloat(value.value, 'g', -1);
    case 'bool':
      return String(value.value);
    case 'labels':
      return printedLabels(value.value);
    case 'arguments':
      return `map[${value.value.map((it, index) => `arg${index}:${printed(it)}`).join(' ')}]`;
    case 'sample':
      if (value.value === null) return '<nil>';
      return `{${printedLabels(value.value.labels)} ${formatFloat(value.value.value, 'g', -1)}}`;
    case 'time':
      return writeInstant(value.value);
    case 'samples':
      // Go prints addresses, which say nothing and differ each time.
      if (value.value.length === 0) return '[]';
      throw new PrintError('the result of a query cannot be printed as a whole; range over it');
    case 'data': {
      const { labels, externalLabels, externalUrl, value: number } = value.value;
      const parts = [printedLabels(labels), printedLabels(externalLabels), externalUrl];
      return `{${parts.join(' ')} ${formatFloat(number, 'g', -1)}}`;
    }
  }
}

function printedLabels(labels: Readonly<Record<string, string>>): string {
  return `map[${sortedNames(labels)
    .map((name) => `${name}:${labels[name]}`)
    .join(' ')}]`;
}

/** As Go's fmt.Sprint: a space between two operands neither of which is a text. */
export function printedTogether(values: readonly TemplateValue[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const spaced = before !== undefined && before.kind !== 'string' && value.kind !== 'string';
      return (spaced ? ' ' : '') + printed(value);
    })
    .join('');
}
