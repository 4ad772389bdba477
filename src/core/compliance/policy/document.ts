import { parseDocument } from 'yaml';
import { OperatorError } from '../../kernel/errors.ts';

export const MOST_POLICY_BYTES = 1_048_576;

/**
 * A policy as it is sent: what is named `.json`, `.yaml` or `.yml` as the document that it is, everything else as its
 * text.
 *
 * @throws OperatorError `usage` when it is empty, too large, no UTF-8, or not the document its name says
 */
export function readPolicy({ bytes, name }: { bytes: Uint8Array; name: string }): unknown {
  if (bytes.byteLength > MOST_POLICY_BYTES) {
    throw new OperatorError('usage', `${name} is larger than 1 MiB, the most that is sent as a policy`);
  }
  const text = textOf(bytes, name);
  if (text.trim() === '') throw new OperatorError('usage', `${name} is empty: there is no policy in it`);
  if (/\.json$/i.test(name)) return fromJson(text, name);
  return /\.ya?ml$/i.test(name) ? fromYaml(text, name) : text;
}

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OperatorError('usage', `${name} is not written in UTF-8`, { hint: 'Save it as UTF-8.' });
  }
}

function fromJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken(name, 'JSON', error instanceof Error ? error.message : '');
  }
}

function fromYaml(text: string, name: string): unknown {
  const document = parseDocument(text);
  const [mistake] = document.errors;
  if (mistake) throw broken(name, 'YAML', mistake.message.split('\n')[0] ?? '');
  try {
    return document.toJS();
  } catch (error) {
    throw broken(name, 'YAML', error instanceof Error ? error.message : '');
  }
}

function broken(name: string, kind: string, why: string): OperatorError {
  return new OperatorError('usage', `${name} is no ${kind} document: ${why}`);
}
