import { OperatorError } from '../kernel/errors.ts';
import type { SilenceMatcher, StoredSilence } from '../store/alerts/index.ts';

/** Longer than a day nobody remembers what is silent. */
export const MOST_SILENT_MS = 86_400_000;
const MOST_MATCHERS = 20;

const WRITTEN = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/;

/**
 * A matcher as Alertmanager and PromQL write it: `system="governance"`, `alertname=~"Response.*"`.
 *
 * @throws OperatorError `usage`
 */
export function parseMatcher(text: string): SilenceMatcher {
  const [, name, operator, quoted = ''] = WRITTEN.exec(text) ?? [];
  if (name === undefined || operator === undefined) {
    throw new OperatorError('usage', `"${text}" says nothing about a label`, {
      hint: 'Write label=value, label!=value, label=~pattern or label!~pattern, such as system=governance.',
    });
  }
  const value = /^".*"$/.test(quoted) ? quoted.slice(1, -1) : quoted;
  const matcher = { name, operator: operatorOf(operator), value };
  checkMatchers([matcher]);
  return matcher;
}

/** @throws OperatorError `usage` when they silence nothing, everything, or cannot be read */
export function checkMatchers(matchers: readonly SilenceMatcher[]): void {
  if (matchers.length === 0 || matchers.length > MOST_MATCHERS) {
    throw new OperatorError(
      'usage',
      `A silence takes 1 to ${MOST_MATCHERS} matchers, not ${matchers.length}`,
    );
  }
  for (const { name, operator, value } of matchers) {
    if (!operator.endsWith('~')) continue;
    try {
      patternOf(value);
    } catch {
      throw new OperatorError('usage', `"${value}" for ${name} is not a regular expression`);
    }
  }
  // As Alertmanager: one that matches what has no labels at all would silence what nobody thought of.
  if (matchers.every((matcher) => fits(matcher, {}))) {
    throw new OperatorError('usage', 'These matchers would silence every alert', {
      hint: 'Name at least one label that the alert must have, such as system=governance.',
    });
  }
}

export function matcherWords({ name, operator, value }: SilenceMatcher): string {
  return `${name}${operator}"${value}"`;
}

function matchesAll(matchers: readonly SilenceMatcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every((matcher) => fits(matcher, labels));
}

export const silences = {
  matches: matchesAll,
  /** Until when an alert with these labels is silent; null when it is not. */
  until(open: readonly StoredSilence[], labels: Readonly<Record<string, string>>): number | null {
    const ends = open.filter(({ matchers }) => matchesAll(matchers, labels)).map(({ until }) => until);
    return ends.length === 0 ? null : Math.max(...ends);
  },
};

function fits({ name, operator, value }: SilenceMatcher, labels: Readonly<Record<string, string>>): boolean {
  const own = labels[name] ?? '';
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return patternOf(value).test(own);
    case '!~':
      return !patternOf(value).test(own);
  }
}

function patternOf(value: string): RegExp {
  return new RegExp(`^(?:${value})$`, 's');
}

function operatorOf(text: string): SilenceMatcher['operator'] {
  return text === '=~' || text === '!~' || text === '!=' ? text : '=';
}
