import type { Condition } from '../../operate/processes/condition.ts';
import { isReference, referencesIn } from '../../operate/processes/template.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { WrittenCondition } from './schema.ts';

/** What the names in a runbook mean where it is a part of another one. */
export interface Meaning {
  /** Put in front of the ids of its steps: `check/`. */
  prefix: string;
  /** What its parameters stand for there, which may be templates themselves; undefined in a runbook of its own. */
  parameters: ReadonlyMap<string, JsonValue> | undefined;
}

const TEMPLATE = /\$\{\{(.*?)\}\}/gs;

/** The value with its templates rewritten, so that they mean the same in the whole. */
export function substitute(value: JsonValue, meaning: Meaning): JsonValue {
  if (meaning.prefix === '' && meaning.parameters === undefined) return value;
  if (typeof value === 'string') return substituteText(value, meaning);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => substitute(item, meaning));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, substitute(member, meaning)]),
  );
}

/** A condition as it is written, as the engine judges it. */
export function conditionOf(written: WrittenCondition, meaning: Meaning): Condition {
  if (written.all) return { all: written.all.map((it) => conditionOf(it, meaning)) };
  if (written.any) return { any: written.any.map((it) => conditionOf(it, meaning)) };
  if (written.not) return { not: conditionOf(written.not, meaning) };
  const { is, isNot, oneOf, above, below, atLeast, atMost } = written;
  const value = (it: unknown) => substitute(jsonOf(it), meaning);
  return {
    value: value(written.value),
    ...(is === undefined ? {} : { is: value(is) }),
    ...(isNot === undefined ? {} : { isNot: value(isNot) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(value) }),
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
  };
}

/** What YAML gave, which has been looked through: nothing is in it that JSON cannot say. */
export function jsonOf(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
}

/** Whether a text is one template and nothing else. */
export function isOneTemplate(text: string): boolean {
  const [only] = text.matchAll(TEMPLATE);
  return only !== undefined && only[0] === text;
}

function substituteText(text: string, meaning: Meaning): JsonValue {
  if (isOneTemplate(text)) return meant(text, meaning);
  return text.replace(TEMPLATE, (template) => {
    const value = meant(template, meaning);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function meant(template: string, { prefix, parameters }: Meaning): JsonValue {
  const [reference] = referencesIn(template);
  if (reference === undefined || !isReference(reference)) return template;
  const [root = '', name = '', ...rest] = reference.path;
  if (root === 'steps') return written([root, prefix + name, ...rest]);
  if (root !== 'parameters' || parameters === undefined) return template;
  const value = parameters.get(name);
  if (value === undefined || rest.length === 0) return value ?? template;
  if (typeof value === 'string' && isOneTemplate(value)) {
    const [further] = referencesIn(value);
    return written([...(further?.path ?? []), ...rest]);
  }
  let within: JsonValue = value;
  for (const key of rest) {
    if (typeof within !== 'object' || within === null || !Object.hasOwn(within, key)) return template;
    within = jsonOf(Reflect.get(within, key));
  }
  return within;
}

function written(path: readonly string[]): string {
  return `\${{ ${path.join('.')} }}`;
}
