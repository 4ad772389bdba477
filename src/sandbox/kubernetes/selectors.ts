import { isRecord } from '../record.ts';
import { apiErrors } from './api-error.ts';
import type { KubernetesObject, LabelSelector } from './objects.ts';

export type Predicate = (object: KubernetesObject) => boolean;

type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

/** Parses `app=x,tier!=y,zone in (a,b),!legacy`, the grammar of `labels.Parse`. */
export function parseLabelSelector(text: string): Predicate {
  const tests = splitOutsideParentheses(text).map(parseRequirement);
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}));
}

function splitOutsideParentheses(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseRequirement(text: string): LabelTest {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return operator === 'in' ? isIn(key, values) : isNotIn(key, values);
  }
  const equality = /^([\w./-]+)\s*(!=|==|=)\s*([\w.-]*)$/.exec(text);
  if (equality) {
    const [, key = '', operator, value = ''] = equality;
    return operator === '!=' ? isNotIn(key, [value]) : isIn(key, [value]);
  }
  const existence = /^(!?)\s*([\w./-]+)$/.exec(text);
  if (existence) {
    const [, negation, key = ''] = existence;
    return (labels) => key in labels === (negation === '');
  }
  throw apiErrors.badRequest(`unable to parse requirement: ${text}`);
}

function isIn(key: string, values: readonly string[]): LabelTest {
  return (labels) => {
    const value = labels[key];
    return value !== undefined && values.includes(value);
  };
}

function isNotIn(key: string, values: readonly string[]): LabelTest {
  const present = isIn(key, values);
  return (labels) => !present(labels);
}

/** Whether labels satisfy the selector object of a deployment or replica set. */
export function matchesSelector(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      switch (operator) {
        case 'In':
          return isIn(key, values)(labels);
        case 'NotIn':
          return isNotIn(key, values)(labels);
        case 'Exists':
          return key in labels;
        default:
          return !(key in labels);
      }
    })
  );
}

/**
 * Parses `metadata.name=x,status.phase!=Running`.
 * @param supported the fields that the resource can be selected by; another one is refused as the real server does
 */
export function parseFieldSelector(text: string, supported: readonly string[]): Predicate {
  const tests = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^([\w.]+)(!=|==|=)(.*)$/.exec(part.trim());
      if (!match) {
        throw apiErrors.badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      }
      const [, field = '', operator, value = ''] = match;
      if (!supported.includes(field)) {
        throw apiErrors.badRequest(`field label not supported: ${field}`);
      }
      return (object: KubernetesObject) => (fieldOf(object, field) === value) === (operator !== '!=');
    });
  return (object) => tests.every((test) => test(object));
}

function fieldOf(object: KubernetesObject, path: string): string {
  let value: unknown = object;
  for (const step of path.split('.')) {
    value = isRecord(value) ? value[step] : undefined;
  }
  return value === undefined || value === null ? '' : String(value);
}
