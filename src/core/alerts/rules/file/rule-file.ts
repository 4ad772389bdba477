import { type DecodedStruct, decodeYaml, type Shape } from '../yaml/decode.ts';
import { labelsField, numberField, placedField, structsField, textField } from '../yaml/fields.ts';
import type { YamlPlace } from '../yaml/nodes.ts';

/** A rule as it is written. */
export interface WrittenRule {
  /** Empty when there is none; a rule has either this or `alert`. */
  record: string;
  alert: string;
  expression: string;
  forMs: number;
  keepFiringForMs: number;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  /** 0:0 for what is not there. */
  places: { record: YamlPlace; alert: YamlPlace; expression: YamlPlace };
}

/** A group of rules as it is written. */
export interface WrittenGroup {
  name: string;
  /** 0: the evaluation interval of whoever runs it. */
  intervalMs: number;
  /** Null: that of whoever runs it. */
  queryOffsetMs: number | null;
  /** 0: none. */
  limit: number;
  labels: ReadonlyMap<string, string>;
  rules: readonly WrittenRule[];
}

const LABELS: Shape = { type: 'labels' };
const DURATION: Shape = { type: 'duration' };
const TEXT: Shape = { type: 'string' };
const PLACED: Shape = { type: 'placed' };

/** Prometheus reads every file twice: once for its content, once for the places in it. */
function fileShape(pass: 'content' | 'places'): Shape {
  const suffix = pass === 'places' ? 'Node' : '';
  const text = pass === 'places' ? PLACED : TEXT;
  const rule: Shape = {
    type: 'struct',
    name: `rulefmt.Rule${suffix}`,
    fields: {
      record: text,
      alert: text,
      expr: text,
      for: DURATION,
      keep_firing_for: DURATION,
      labels: LABELS,
      annotations: LABELS,
    },
  };
  const group: Shape = {
    type: 'struct',
    name: `rulefmt.RuleGroup${suffix}`,
    fields: {
      name: TEXT,
      interval: DURATION,
      query_offset: DURATION,
      limit: { type: 'int' },
      rules: { type: 'list', of: rule, name: `[]${rule.name}` },
      labels: LABELS,
    },
  };
  return {
    type: 'struct',
    name: pass === 'places' ? 'rulefmt.ruleGroups' : 'rulefmt.RuleGroups',
    fields: { groups: { type: 'list', of: group, name: `[]${group.name}` } },
  };
}

const CONTENT = fileShape('content');
const PLACES = fileShape('places');

export type RuleFileReading =
  | { kind: 'read'; groups: readonly WrittenGroup[] }
  /** Each problem is what Prometheus prints of it, without the file's name. */
  | { kind: 'refused'; problems: readonly string[] };

/** Reads a Prometheus rule file; what it says is not checked yet. */
export function readRuleFile(
  bytes: Uint8Array,
  { ignoreUnknownFields = false }: { ignoreUnknownFields?: boolean } = {},
): RuleFileReading {
  const content = decodeYaml(bytes, { version: 'v3', shape: CONTENT, strict: !ignoreUnknownFields });
  const places = decodeYaml(bytes, { version: 'v3', shape: PLACES, strict: false });
  const problems = [content.problem, places.problem].filter((it) => it !== null);
  if (problems.length > 0) return { kind: 'refused', problems };
  const placed = places.value === null ? [] : structsField(places.value, 'groups');
  const groups = content.value === null ? [] : structsField(content.value, 'groups');
  return { kind: 'read', groups: groups.map((group, index) => groupOf(group, placed[index])) };
}

function groupOf(group: DecodedStruct, placed: DecodedStruct | undefined): WrittenGroup {
  const places = placed === undefined ? [] : structsField(placed, 'rules');
  return {
    name: textField(group, 'name'),
    intervalMs: numberField(group, 'interval') ?? 0,
    queryOffsetMs: numberField(group, 'query_offset') ?? null,
    limit: numberField(group, 'limit') ?? 0,
    labels: labelsField(group, 'labels'),
    rules: structsField(group, 'rules').map((rule, index) => ruleOf(rule, places[index] ?? { fields: {} })),
  };
}

function ruleOf(rule: DecodedStruct, places: DecodedStruct): WrittenRule {
  return {
    record: textField(rule, 'record'),
    alert: textField(rule, 'alert'),
    expression: textField(rule, 'expr'),
    forMs: numberField(rule, 'for') ?? 0,
    keepFiringForMs: numberField(rule, 'keep_firing_for') ?? 0,
    labels: labelsField(rule, 'labels'),
    annotations: labelsField(rule, 'annotations'),
    places: {
      record: placedField(places, 'record').place,
      alert: placedField(places, 'alert').place,
      expression: placedField(places, 'expr').place,
    },
  };
}
