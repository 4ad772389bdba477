import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import { OperatorError } from '../../kernel/errors.ts';

/**
 * A list of names and values as the text of one key of a config map: YAML that somebody wrote by hand, with its order,
 * its comments and its quotes.
 */
export function valueIn(text: string, name: string): { value: string | null; problem: string | null } {
  const document = parseDocument(text, { prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) return { value: null, problem: `its text is no YAML: ${mistake.message.split('\n', 1)[0]}` };
  if (document.contents === null) return { value: null, problem: null };
  if (!isMap(document.contents)) return { value: null, problem: 'its text is no list of names and values' };
  const found = document.contents.get(name, true);
  if (found === undefined) return { value: null, problem: null };
  // As written: 0.90 stays 0.90.
  if (!isScalar(found)) return { value: null, problem: `${name} is no single value` };
  return { value: found.source ?? (found.value === null ? '' : String(found.value)), problem: null };
}

/**
 * The text with another value under a name; everything else stays as it is, to the character.
 *
 * @throws OperatorError `conflict` where the text is not such a list
 */
export function withValue(text: string, name: string, value: string): string {
  const { problem } = valueIn(text, name);
  const document = parseDocument(text, { prettyErrors: false });
  if (problem !== null) {
    throw new OperatorError('conflict', `${name} cannot be changed there: ${problem}`, {
      hint: 'Mend the text first: acgs cluster configmap apply.',
    });
  }
  const found = isMap(document.contents) ? document.contents.get(name, true) : undefined;
  if (isScalar(found) && found.range && found.source !== undefined && found.source !== '') {
    const [from, to] = found.range;
    return text.slice(0, from) + written(value, found.type) + text.slice(to);
  }
  if (found !== undefined) document.deleteIn([name]);
  const rest = found === undefined ? text : document.toString();
  const gap = rest === '' || rest.endsWith('\n') ? '' : '\n';
  return `${rest}${gap}${name}: ${written(value, undefined)}\n`;
}

/** In the quotes that were there, else plain where YAML reads back the same text or figure. */
function written(value: string, type: string | undefined | null): string {
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(value);
  if (type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  const isPlain = /^(true|false|-?\d+(\.\d+)?)$/.test(value);
  return isPlain ? value : stringify(value, { lineWidth: 0 }).trimEnd();
}
