import { OperatorError } from '../../kernel/errors.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';

/**
 * What `${{ … }}` in a step's input stands for: `parameters.NAME`, `steps.ID.output.PATH`, `steps.ID.status`, `run.id`.
 * What is put in is data: it is never looked through for templates again, and never reaches a shell.
 */
export interface Scope {
  parameters: Readonly<Record<string, JsonValue>>;
  steps: (id: string) => { status: string; output: JsonValue } | undefined;
  run: Readonly<Record<string, JsonValue>>;
}

/** Where a template looks: `steps`, `check`, `output`, `status`. */
export interface Reference {
  text: string;
  path: readonly string[];
}

const TEMPLATE = /\$\{\{(.*?)\}\}/gs;
const PATH = /^(?:parameters|steps|run)(?:\.[\w/-]+)+$/;

/**
 * The value with its templates filled in. A text that is one template keeps the type of what it stands for.
 *
 * @returns undefined when something it stands for is not there
 */
export function resolveTemplate(value: JsonValue, scope: Scope): JsonValue | undefined {
  if (typeof value === 'string') return resolveText(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => resolveTemplate(item, scope));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const resolved: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(value)) {
    const filled = resolveTemplate(member, scope);
    if (filled === undefined) return undefined;
    resolved[name] = filled;
  }
  return resolved;
}

/**
 * The same for what has to be there.
 *
 * @throws OperatorError `usage` naming what is not
 */
export function fillIn(value: JsonValue, scope: Scope, where: string): JsonValue {
  const filled = resolveTemplate(value, scope);
  if (filled !== undefined) return filled;
  const missing = referencesIn(value).find(({ path }) => lookUp(path, scope) === undefined);
  throw new OperatorError('usage', `${where}: ${missing?.text ?? 'a value'} is not there`, {
    hint: 'A step that was skipped has no output, and not every output has every field.',
  });
}

/** Every template in a value. */
export function referencesIn(value: JsonValue): Reference[] {
  if (typeof value === 'string') {
    return [...value.matchAll(TEMPLATE)].map(([, inner = '']) => ({
      text: inner.trim(),
      path: pathOf(inner),
    }));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

/** Whether a template names something that can be there; what is not in it is not what was meant. */
export function isReference({ text }: Reference): boolean {
  return PATH.test(text);
}

function resolveText(text: string, scope: Scope): JsonValue | undefined {
  const [only] = text.matchAll(TEMPLATE);
  if (only === undefined) return text;
  if (only[0] === text) return lookUp(pathOf(only[1] ?? ''), scope);
  let isWhole = true;
  const filled = text.replace(TEMPLATE, (_, inner: string) => {
    const value = lookUp(pathOf(inner), scope);
    if (value === undefined) isWhole = false;
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  });
  return isWhole ? filled : undefined;
}

function pathOf(inner: string): string[] {
  return inner.trim().split('.');
}

function lookUp([root, name = '', ...rest]: readonly string[], scope: Scope): JsonValue | undefined {
  switch (root) {
    case 'parameters':
      return within(own(scope.parameters, name), rest);
    case 'run':
      return within(own(scope.run, name), rest);
    case 'steps': {
      const step = scope.steps(name);
      const [field, ...inOutput] = rest;
      if (step === undefined) return undefined;
      return field === 'output'
        ? within(step.output, inOutput)
        : field === 'status' && inOutput.length === 0
          ? step.status
          : undefined;
    }
    default:
      return undefined;
  }
}

function within(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = own(found, name);
  }
  return found;
}

/** Own members only: nobody gets at a prototype by its name. */
function own(value: object, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
