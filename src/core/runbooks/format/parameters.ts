import { RE2JS } from 're2js';
import { nearMiss } from '../../connect/profile/near-miss.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { durationMs, SECRET_REFERENCE } from '../actions/values.ts';
import type { WrittenParameter } from './schema.ts';

export type ParameterTable = Readonly<Record<string, WrittenParameter>>;

/** Gives the id of a system by its id or the name of its deployment; undefined when it is none of the profile's. */
export type SystemOf = (name: string) => string | undefined;

const LONGEST_TEXT = 4096;
const NAME_OF_SYSTEM = /^[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * The values of all parameters of a runbook, checked, from what was given; texts of a command line are read by the
 * parameter's type. What is not given has its default.
 *
 * @throws OperatorError `usage` naming the parameter and what it takes; never its value
 */
export function readParameters(
  table: ParameterTable,
  given: Readonly<Record<string, JsonValue>>,
  options: { runbook: string; systemOf?: SystemOf },
): Record<string, JsonValue> {
  const { runbook, systemOf } = options;
  const names = Object.keys(table);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(table, name)) continue;
    const meant = nearMiss(name, names);
    const takes = names.length === 0 ? `${runbook} takes none.` : `${runbook} takes ${names.join(', ')}.`;
    throw new OperatorError(
      'usage',
      `${runbook} has no parameter ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      { hint: takes },
    );
  }
  const values: Record<string, JsonValue> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (value === undefined) {
      throw new OperatorError('usage', `${runbook} needs the parameter ${name}, ${takenBy(parameter)}`, {
        hint: `Give it as --param ${name}=…`,
      });
    }
    const read = readValue(parameter, value, systemOf);
    if ('flaw' in read) throw new OperatorError('usage', `The parameter ${name} of ${runbook} ${read.flaw}`);
    values[name] = read.value;
  }
  return values;
}

/** One value, or the end of a sentence that says why it is none. */
export function readValue(
  parameter: WrittenParameter,
  value: JsonValue,
  systemOf?: SystemOf,
): { value: JsonValue } | { flaw: string } {
  const flaw = { flaw: `takes ${takenBy(parameter)}` };
  switch (parameter.type) {
    case 'integer':
    case 'number': {
      const isText = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
      const number = isText ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return flaw;
      if (parameter.type === 'integer' && !Number.isInteger(number)) return flaw;
      return isWithin(number, parameter, Number) ? { value: number } : flaw;
    }
    case 'boolean': {
      if (value === true || value === 'true') return { value: true };
      return value === false || value === 'false' ? { value: false } : flaw;
    }
    case 'choice': {
      const choice = parameter.choices?.find((it) => String(it) === String(value));
      return choice === undefined ? flaw : { value: choice };
    }
    default:
      return typeof value === 'string' ? readText(parameter, value, flaw, systemOf) : flaw;
  }
}

function readText(
  parameter: WrittenParameter,
  text: string,
  flaw: { flaw: string },
  systemOf: SystemOf | undefined,
): { value: JsonValue } | { flaw: string } {
  switch (parameter.type) {
    case 'duration': {
      const milliseconds = durationMs(text);
      if (milliseconds === undefined) return flaw;
      return isWithin(milliseconds, parameter, (it) => durationMs(String(it)) ?? Number.NaN)
        ? { value: milliseconds === 0 ? '0s' : text }
        : flaw;
    }
    case 'system': {
      if (!NAME_OF_SYSTEM.test(text)) return flaw;
      const id = systemOf === undefined ? text : systemOf(text);
      return id === undefined ? { flaw: `names no system of the profile` } : { value: id };
    }
    case 'secret':
      return SECRET_REFERENCE.test(text) ? { value: text } : flaw;
    default:
      return isPlainText(text) && fits(parameter.pattern, text) ? { value: text } : flaw;
  }
}

/** What a parameter takes, as the end of a sentence. */
export function takenBy({ type, min, max, choices = [], pattern }: WrittenParameter): string {
  const range =
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` of at least ${min}`
        : max !== undefined
          ? ` of at most ${max}`
          : '';
  switch (type) {
    case 'integer':
      return `a whole number${range}`;
    case 'number':
      return `a number${range}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${choices.join(', ')}`;
    case 'duration':
      return `a span of time such as 30m or 4h${range}`;
    case 'system':
      return 'the id of a system, or the name of its deployment';
    case 'secret':
      return 'the place where the secret is kept: env:NAME, keychain:NAME or file:PATH';
    case 'string':
      return pattern === undefined ? 'a line of text' : `a text that matches ${pattern}`;
  }
}

/** All of the text, in Go's dialect, which no text can keep busy for long. */
export function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const compiled = compilePattern(pattern);
  return compiled?.matches(text) ?? false;
}

/** Undefined when it is no regular expression. */
export function compilePattern(pattern: string): { matches(text: string): boolean } | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

function isPlainText(text: string): boolean {
  return text.length <= LONGEST_TEXT && text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text);
}

function isWithin(
  value: number,
  { min, max }: WrittenParameter,
  read: (limit: string | number | boolean) => number,
): boolean {
  return !(min !== undefined && value < read(min)) && !(max !== undefined && value > read(max));
}
