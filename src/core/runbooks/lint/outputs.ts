import { z } from 'zod';
import { isRecord } from '../../connect/profile/mistakes.ts';
import type { StepDefinition } from '../../operate/processes/definition.ts';
import { KNOWN_ACTIONS } from '../actions/known.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What the outputs of actions hold, as far as they promise it. */
export interface Outputs {
  /** Undefined when nothing is there; an empty schema when it may be whatever it is. */
  at(step: StepDefinition, path: readonly string[]): Schema | undefined;
  /** The names that can stand at the place before the one that is not there. */
  namesAt(step: StepDefinition, path: readonly string[]): string[];
  /** All values that there can be; undefined when they are not counted. */
  valuesAt(step: StepDefinition, path: readonly string[]): unknown[] | undefined;
}

export function createOutputs(): Outputs {
  const schemas = new Map<string, Schema>();
  const schemaOf = (name: string): Schema => {
    const known = schemas.get(name);
    if (known !== undefined) return known;
    const action = KNOWN_ACTIONS.get(name);
    const made =
      action === undefined ? {} : z.toJSONSchema(action.output, { io: 'output', unrepresentable: 'any' });
    schemas.set(name, made);
    return made;
  };
  const at: Outputs['at'] = ({ action }, path) =>
    path.reduce<Schema | undefined>(
      (schema, key) => (schema === undefined ? undefined : member(schema, key)),
      schemaOf(action),
    );
  return {
    at,
    namesAt(step, path) {
      const schema = at(step, path);
      return schema === undefined || !isRecord(schema.properties) ? [] : Object.keys(schema.properties);
    },
    valuesAt(step, path) {
      if (step.action === 'decision' && path.length === 1 && path[0] === 'choice') return choicesOf(step);
      const schema = at(step, path);
      return schema === undefined ? undefined : valuesOf(schema);
    },
  };
}

function choicesOf({ input }: StepDefinition): unknown[] | undefined {
  const { choices } = input;
  return Array.isArray(choices) ? choices.map((it) => (isRecord(it) ? it.id : undefined)) : undefined;
}

function member(schema: Schema, key: string): Schema | undefined {
  const forms = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : undefined;
  if (forms !== undefined) return forms.map((form) => member(form, key)).find((it) => it !== undefined);
  if (Object.keys(schema).length === 0 || '$ref' in schema) return {};
  if (isRecord(schema.properties)) {
    const found = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    return isRecord(found) ? found : undefined;
  }
  if (isRecord(schema.additionalProperties)) return schema.additionalProperties;
  return /^\d+$/.test(key) && isRecord(schema.items) ? schema.items : undefined;
}

function valuesOf(schema: Schema): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const];
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'null') return [null];
  if (!Array.isArray(schema.anyOf)) return undefined;
  const forms = schema.anyOf.filter(isRecord).map(valuesOf);
  return forms.includes(undefined) ? undefined : forms.flatMap((it) => it ?? []);
}
