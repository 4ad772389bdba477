import { RE2JS } from 're2js';
import { z } from 'zod';
import { isRecord, mistakesOf } from '../../connect/profile/mistakes.ts';
import { nearMiss } from '../../connect/profile/near-miss.ts';
import { keyName } from '../../connect/yaml-place.ts';
import { referencesIn } from '../../operate/processes/template.ts';
import { PromqlError, parseExpression } from '../../promql/index.ts';
import { KNOWN_ACTIONS, type KnownAction } from '../actions/known.ts';
import type { WrittenParameter, WrittenStep } from '../format/schema.ts';
import { isOneTemplate } from '../format/substitute.ts';
import { MOST_FINDINGS, type PathFinding } from './finding.ts';
import { textsIn } from './own-steps.ts';
import type { Looked } from './references.ts';

type Path = readonly PropertyKey[];

/** Unknown actions, inputs they do not take, times that are missing, and lines meant for a shell. */
export function lintInputs(looked: Looked): PathFinding[] {
  const schemas = new Map<string, Record<string, unknown>>();
  const findings: PathFinding[] = [];
  for (const { step, path } of looked.own) {
    if (findings.length > MOST_FINDINGS) break;
    if (step.action !== undefined) {
      findings.push(...lookAt(step.action, step.with, path, looked, schemas));
      const asks = KNOWN_ACTIONS.get(step.action)?.asks === true;
      if (step.timeout === undefined && !asks) findings.push(missingTimeout(step, path));
    }
    for (const part of ['undo', 'verify'] as const) {
      const does = step[part];
      if (does) findings.push(...lookAt(does.action, does.with, [...path, part], looked, schemas));
    }
  }
  return findings;
}

function missingTimeout({ id = '' }: WrittenStep, path: Path): PathFinding {
  const message = `Step ${id} has no timeout: what hangs would hang for ever`;
  return { path, rule: 'missing-timeout', message };
}

function lookAt(
  name: string,
  written: Record<string, unknown> | undefined,
  path: Path,
  looked: Looked,
  schemas: Map<string, Record<string, unknown>>,
): PathFinding[] {
  const action = KNOWN_ACTIONS.get(name);
  if (action === undefined) {
    const meant = nearMiss(name, [...KNOWN_ACTIONS.keys()]);
    const end = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [
      { path: [...path, 'action'], rule: 'unknown-action', message: `There is no action ${name}${end}` },
    ];
  }
  const shell = name === 'exec' ? shellIn(written, path) : undefined;
  if (shell !== undefined) return [shell];
  return [
    ...wrongInputs(action, written ?? {}, [...path, 'with'], looked, schemas),
    ...wrongTexts(written, [...path, 'with']),
  ];
}

/** How well a value that is known only when it runs can be judged. */
interface Open {
  path: Path;
  /** Its type is known, or at least that it is a text. */
  typed: boolean;
}

function wrongInputs(
  action: KnownAction,
  written: Record<string, unknown>,
  path: Path,
  looked: Looked,
  schemas: Map<string, Record<string, unknown>>,
): PathFinding[] {
  const open: Open[] = [];
  const filled = filledIn(written, [], looked, open);
  const result = action.input.safeParse(filled);
  if (result.success) return [];
  const issues = result.error.issues.filter((issue) => {
    const at = open.find((it) => it.path.every((key, index) => issue.path[index] === key));
    if (at !== undefined) return at.typed && issue.code === 'invalid_type';
    // A rule about the whole of a block cannot be judged while a part of it is open.
    const holdsOpen = open.some((it) => issue.path.every((key, index) => it.path[index] === key));
    return !(holdsOpen && (issue.code === 'custom' || issue.code === 'invalid_union'));
  });
  const schema = () => {
    const known = schemas.get(action.name);
    if (known !== undefined) return known;
    const made = z.toJSONSchema(action.input, { io: 'input', unrepresentable: 'any' });
    schemas.set(action.name, made);
    return made;
  };
  return mistakesOf({ issues }, filled, { schema, noForm: 'cannot be that' }).map((mistake) => ({
    path: [...path, ...mistake.path],
    rule: 'input' as const,
    message: `${action.name}: ${[keyName(mistake.path), mistake.text].filter((it) => it !== '').join(': ')}`,
  }));
}

/** The value with something of the right type where a template stands. */
function filledIn(value: unknown, path: Path, looked: Looked, open: Open[]): unknown {
  if (typeof value === 'string') {
    const [reference] = referencesIn(value);
    if (reference === undefined) return value;
    const sample = isOneTemplate(value) ? sampleOf(reference.path, looked) : { value: 'x' };
    open.push({ path, typed: sample !== undefined });
    return sample === undefined ? 'x' : sample.value;
  }
  if (Array.isArray(value)) return value.map((item, index) => filledIn(item, [...path, index], looked, open));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledIn(member, [...path, name], looked, open)]),
  );
}

/** A value of the type that a template stands for; undefined when that is not known. */
function sampleOf(
  [root, name = '', field, ...rest]: readonly string[],
  looked: Looked,
): { value: unknown } | undefined {
  if (root === 'parameters') {
    const parameter = looked.runbook.parameters?.[name];
    return parameter === undefined ? undefined : { value: sampleValue(parameter) };
  }
  if (root !== 'steps') return root === 'run' ? { value: 'x' } : undefined;
  if (field === 'status') return { value: 'succeeded' };
  const step = looked.ordering.steps.get(name);
  const type = step === undefined ? undefined : looked.outputs.at(step, rest)?.type;
  const samples: Readonly<Record<string, unknown>> = {
    string: 'x',
    number: 1,
    integer: 1,
    boolean: true,
    array: [],
    object: {},
  };
  return typeof type === 'string' && type in samples ? { value: samples[type] } : undefined;
}

function sampleValue({ type, choices = [], min, default: standard }: WrittenParameter): unknown {
  switch (type) {
    case 'integer':
    case 'number':
      return Number(standard ?? min ?? 1);
    case 'boolean':
      return true;
    case 'choice':
      return choices[0] ?? 'x';
    case 'duration':
      return '1m';
    default:
      return 'x';
  }
}

const SHELLS = /^(?:.*[\\/])?(?:ba|da|k|z|fi|c)?sh$|^(?:.*[\\/])?(?:cmd|powershell|pwsh)(?:\.exe)?$/;

/** A line for a shell where a program and its arguments belong. */
function shellIn(written: unknown, path: Path): PathFinding | undefined {
  const tell = (at: readonly string[], message: string): PathFinding => ({
    path: [...path, 'with', ...at],
    rule: 'shell',
    message,
  });
  if (!isRecord(written)) return undefined;
  const { command, arguments: words } = written;
  if (typeof command === 'string' && /[\s;&|<>$`'"()]/.test(command)) {
    return tell(
      ['command'],
      'exec takes the name of an allowed command and a list of arguments, not a line for a shell',
    );
  }
  if (typeof command === 'string' && SHELLS.test(command)) {
    return tell(['command'], 'exec runs no shell: name the program itself');
  }
  if (typeof words === 'string') return tell(['arguments'], 'exec takes its arguments as a list, one by one');
  return undefined;
}

/** Expressions and patterns that are none, as far as they are written out. */
function wrongTexts(written: unknown, path: Path): PathFinding[] {
  return textsIn(written, path).flatMap(({ text, path: at }): PathFinding[] => {
    if (referencesIn(text).length > 0) return [];
    const key = at.at(-1);
    const why =
      key === 'expression' ? whyNoExpression(text) : key === 'search' ? whyNoPattern(text) : undefined;
    return why === undefined ? [] : [{ path: at, rule: 'input', message: why }];
  });
}

function whyNoExpression(text: string): string | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError)
      return `The expression is no PromQL that is understood: ${error.sentence}`;
    if (error instanceof RangeError) return 'The expression is nested too deeply';
    throw error;
  }
}

function whyNoPattern(text: string): string | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch {
    return 'The search is no regular expression (RE2)';
  }
}
