import { z } from 'zod';
import { isRecord } from '../../connect/profile/mistakes.ts';
import { SYSTEMS } from '../../connect/profile/systems.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { KNOWN_ACTIONS, type KnownAction } from '../actions/known.ts';
import type { WrittenParameter } from '../format/schema.ts';
import { jsonOf } from '../format/substitute.ts';

export interface Pretence {
  /** What looks find, and checks that only tell: nothing wrong, or everything. */
  finds: 'well' | 'ill';
  /** Which of its choices a decision takes. */
  choice: number;
}

/** An action of every name, which takes what it has to take, gives what it has promised, and does nothing. */
export function pretendActions({ finds, choice }: Pretence): ActionKind[] {
  return [...KNOWN_ACTIONS.values()].map((known) => ({
    name: known.name,
    title: known.title,
    risk: 'read',
    input: known.input,
    foresee: async () => ({
      ...{ how: 'not-predictable', words: known.title, risk: 'read', calls: [], diff: null, notes: [] },
    }),
    async run(input) {
      const tellsOnly = isRecord(input) && input.require === false;
      const output = outputOf(known, tellsOnly ? finds : 'well');
      const chosen = known.name === 'decision' ? { choice: choiceOf(input, choice) } : {};
      return { end: 'done', words: known.title, output: { ...output, ...chosen } };
    },
  }));
}

/** Something that a parameter without a default may be given. */
export function sampleParameter({ type, choices = [], min = 1 }: WrittenParameter): string {
  switch (type) {
    case 'integer':
    case 'number':
      return String(min);
    case 'choice':
      return String(choices[0]);
    case 'duration':
      return '5m';
    default:
      return 'governance';
  }
}

function choiceOf(input: unknown, index: number): string {
  const choices = isRecord(input) && Array.isArray(input.choices) ? input.choices : [];
  const chosen: unknown = choices[index % choices.length];
  return isRecord(chosen) ? String(chosen.id) : '';
}

function outputOf({ output }: KnownAction, finds: Pretence['finds']): { readonly [name: string]: JsonValue } {
  const schema = z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' });
  const made = jsonOf(sampleOf(schema, finds));
  return typeof made === 'object' && made !== null && !('length' in made) ? made : {};
}

const WELL = ['pass', 'operational', 'met', 'none', 'within', 'match'];
const ILL = ['fail', 'down', 'missed', 'found', 'worse', 'mismatch'];
const NAMES = [...SYSTEMS.map(({ id }) => id), 'mlops_enabled', 'traffic_percentage'];

function sampleOf(schema: Readonly<Record<string, unknown>>, finds: Pretence['finds']): unknown {
  if (Array.isArray(schema.enum)) {
    const wanted = finds === 'well' ? WELL : ILL;
    return schema.enum.find((value) => wanted.includes(value)) ?? schema.enum[0];
  }
  const forms = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : [];
  const [form] = forms;
  if (form !== undefined) return sampleOf(form, finds);
  switch (schema.type) {
    case 'boolean':
      return finds === 'well';
    case 'number':
      return 2;
    case 'string':
      return '✅ text';
    case 'array':
      return isRecord(schema.items) ? [sampleOf(schema.items, finds)] : [];
    case 'object': {
      const { properties, additionalProperties } = schema;
      if (isRecord(properties)) {
        return Object.fromEntries(
          Object.entries(properties).map(([name, member]) => [
            name,
            isRecord(member) ? sampleOf(member, finds) : null,
          ]),
        );
      }
      return isRecord(additionalProperties)
        ? Object.fromEntries(NAMES.map((name) => [name, sampleOf(additionalProperties, finds)]))
        : {};
    }
    default:
      return 'text';
  }
}
