import { nearMiss } from '../../connect/profile/near-miss.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { CatalogueEntry } from '../catalogue/index.ts';
import { takenBy } from '../format/parameters.ts';
import type { WrittenParameter } from '../format/schema.ts';

type Given = Record<string, string | number | boolean>;
type Scripted = Pick<CatalogueEntry, 'id' | 'script' | 'parameters'>;

/**
 * The runbook that a command line of the guides means, and its parameters, as they are written there: checked by
 * whoever runs it.
 *
 * @param words `./scripts/NAME.sh ARGS…`, also `.py`, without path or ending, and behind `python`, `bash` and the like
 * @throws OperatorError `usage` in one sentence: no such script, an argument it does not take, one that is missing
 */
export function resolveScript(
  words: readonly string[],
  entries: readonly Scripted[],
): { runbook: string; parameters: Given } {
  const [program = '', ...args] = withoutInterpreter(words);
  const name = scriptName(program);
  const entry = entries.find((it) => it.script === name);
  if (entry === undefined) throw unknownScript(name, entries);
  return { runbook: entry.id, parameters: readArguments(name, entry, args) };
}

/** `./scripts/daily_mlops_health_check.sh` is `daily_mlops_health_check`. */
export function scriptName(written: string): string {
  const last = written.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/\.(?:sh|py)$/, '').replaceAll('-', '_');
}

const INTERPRETER = /^(?:.*\/)?(?:python3?|bash|sh)$/;

function withoutInterpreter(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  if (!INTERPRETER.test(first)) return words;
  return rest[0] === '-m' && rest[1] === 'pytest' ? rest.slice(2) : rest;
}

function unknownScript(name: string, entries: readonly Scripted[]): OperatorError {
  const names = entries.flatMap(({ script }) => script ?? []);
  const shown = name.length > 80 ? `${name.slice(0, 79)}…` : name;
  if (name === '') {
    return new OperatorError('usage', 'Which script is not said', { hint: 'acgs runbooks list shows them.' });
  }
  const near = [nearMiss(name, names), ...withSameWords(name, names)].filter((it) => it !== undefined);
  const meant = [...new Set(near)].slice(0, 3);
  return new OperatorError('usage', `There is no script ${shown}`, {
    hint: meant.length === 0 ? 'acgs runbooks list shows those there are.' : `Near it: ${meant.join(', ')}.`,
  });
}

/** Those that share the most words with it, the nearest first. */
function withSameWords(name: string, names: readonly string[]): string[] {
  const words = new Set(
    name
      .toLowerCase()
      .split(/[_\W]+/)
      .filter((word) => word.length > 2),
  );
  const shared = (other: string) => other.split('_').filter((word) => words.has(word)).length;
  return names
    .map((other) => ({ other, count: shared(other) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ other }) => other);
}

function readArguments(name: string, { parameters }: Scripted, args: readonly string[]): Given {
  const table = Object.entries(parameters);
  const given: Given = {};
  const wrong = (message: string) => new OperatorError('usage', message, { hint: takes(name, table) });
  const put = (parameter: string, value: string | number | boolean, written: string) => {
    if (Object.hasOwn(given, parameter))
      throw wrong(`${name}: ${written} is given twice, or beside what excludes it`);
    given[parameter] = value;
  };
  let place = 0;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      place += 1;
      const found = table.find(([, { position }]) => position === place);
      if (found === undefined) throw wrong(`${name} does not take the argument "${shortened(word)}"`);
      put(found[0], word, `argument ${place}`);
      continue;
    }
    const [, option = word, attached] = /^(--[^=]*)=(.*)$/s.exec(word) ?? [];
    const flagged = table.find(([, { flags }]) => flags !== undefined && Object.hasOwn(flags, option));
    const value = flagged?.[1].flags?.[option];
    if (flagged !== undefined && value !== undefined) {
      if (attached !== undefined) throw wrong(`${name}: ${option} takes no value`);
      put(flagged[0], value, option);
      continue;
    }
    const found = table.find(([, { argument }]) => argument === option);
    if (found === undefined) throw wrong(`${name} does not take ${shortened(option)}`);
    const next = attached ?? args[at + 1];
    if (next === undefined || (attached === undefined && next.startsWith('--'))) {
      throw wrong(`${name}: ${option} takes ${takenBy(found[1])}`);
    }
    if (attached === undefined) at += 1;
    put(found[0], next, option);
  }
  const missing = table.find(([key, it]) => it.default === undefined && !Object.hasOwn(given, key));
  if (missing !== undefined) throw wrong(`${name} needs ${wordFor(missing[0], missing[1])}`);
  return given;
}

function takes(name: string, table: readonly (readonly [string, WrittenParameter])[]): string {
  const words = table
    .filter(([, it]) => it.position !== undefined || it.argument !== undefined || it.flags !== undefined)
    .sort(([, a], [, b]) => (a.position ?? 9) - (b.position ?? 9))
    .map(([key, it]) => (it.default === undefined ? wordFor(key, it) : `[${wordFor(key, it)}]`));
  return words.length === 0 ? `${name} takes no arguments.` : `It takes: ${name} ${words.join(' ')}`;
}

function wordFor(key: string, { argument, flags = {}, position }: WrittenParameter): string {
  const value = key.toUpperCase();
  const forms = [
    ...(position === undefined ? [] : [value]),
    ...(argument === undefined ? [] : [`${argument} ${value}`]),
    ...Object.keys(flags),
  ];
  return forms.join(' | ');
}

function shortened(word: string): string {
  return word.length > 60 ? `${word.slice(0, 59)}…` : word;
}
