import { durationMs } from '../actions/values.ts';
import { compilePattern, readValue } from '../format/parameters.ts';
import type { RunbookFile, WrittenParameter } from '../format/schema.ts';
import type { PathFinding } from './finding.ts';

/** Parameters that contradict themselves, or each other. */
export function lintParameters({ parameters = {} }: RunbookFile): PathFinding[] {
  const findings: PathFinding[] = [];
  const taken = new Map<string, string>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const tell = (key: string, message: string) =>
      findings.push({
        path: ['parameters', name, key],
        rule: 'parameter',
        message: `The parameter ${name}: ${message}`,
      });
    const isChoice = parameter.type === 'choice';
    if (isChoice && parameter.choices === undefined) tell('type', 'a choice names its choices');
    if (!isChoice && parameter.choices !== undefined) tell('choices', 'only a choice has choices');
    for (const key of ['min', 'max'] as const) {
      if (parameter[key] !== undefined && limitOf(parameter, key) === undefined) {
        tell(key, `is no limit of a ${parameter.type}`);
      }
    }
    const [low, high] = [limitOf(parameter, 'min'), limitOf(parameter, 'max')];
    if (low !== undefined && high !== undefined && low > high) tell('min', 'is more than its max');
    if (parameter.pattern !== undefined) {
      if (parameter.type !== 'string') tell('pattern', 'is for texts alone');
      else if (compilePattern(parameter.pattern) === undefined)
        tell('pattern', 'is no regular expression (RE2)');
    }
    const refuse = (key: string, value: string | number | boolean | undefined) => {
      const read = value === undefined ? undefined : readValue(parameter, value);
      if (read !== undefined && 'flaw' in read) tell(key, `its ${key} is none: it ${read.flaw}`);
    };
    refuse('default', parameter.default);
    for (const value of Object.values(parameter.flags ?? {})) refuse('flags', value);
    const options = [parameter.argument, ...Object.keys(parameter.flags ?? {})].filter(
      (it) => it !== undefined,
    );
    const places = parameter.position === undefined ? [] : [`place ${parameter.position}`];
    for (const option of [...options, ...places]) {
      const other = taken.get(option);
      if (other !== undefined)
        tell(places.includes(option) ? 'position' : 'argument', `${option} is that of ${other} already`);
      taken.set(option, name);
    }
  }
  return findings;
}

function limitOf(parameter: WrittenParameter, key: 'min' | 'max'): number | undefined {
  const limit = parameter[key];
  if (parameter.type === 'duration') return typeof limit === 'string' ? durationMs(limit) : undefined;
  const isNumber = parameter.type === 'integer' || parameter.type === 'number';
  return isNumber && typeof limit === 'number' ? limit : undefined;
}
