/** A series' labels and value as a template sees it. */
export interface TemplateSample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** What a template works with: the Go types that the templates of rules can meet. */
export type TemplateValue =
  /** Nothing, such as the missing key of a map of anything; prints as `<no value>`. */
  | { kind: 'none' }
  | { kind: 'string'; value: string }
  | { kind: 'int'; value: bigint }
  /** One byte of a text, as `index` gives it. */
  | { kind: 'byte'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'bool'; value: boolean }
  /** A map of texts: labels. */
  | { kind: 'labels'; value: Readonly<Record<string, string>> }
  /** What the function `args` makes. */
  | { kind: 'arguments'; value: readonly TemplateValue[] }
  /** Null is Go's nil pointer. */
  | { kind: 'sample'; value: TemplateSample | null }
  | { kind: 'samples'; value: readonly TemplateSample[] }
  /** A moment. Two are the same only where they are one and the same, as Go's pointers. */
  | { kind: 'time'; value: TemplateInstant }
  /** The dot a template starts with. */
  | { kind: 'data'; value: TemplateData };

export interface TemplateInstant {
  epochMs: number;
}

export interface TemplateData {
  labels: Readonly<Record<string, string>>;
  externalLabels: Readonly<Record<string, string>>;
  externalUrl: string;
  value: number;
}

export const NONE: TemplateValue = { kind: 'none' };
export const textValue = (value: string): TemplateValue => ({ kind: 'string', value });
export const floatValue = (value: number): TemplateValue => ({ kind: 'float', value });
export const boolValue = (value: boolean): TemplateValue => ({ kind: 'bool', value });
export const intValue = (value: number | bigint): TemplateValue => ({ kind: 'int', value: BigInt(value) });

const TYPE_NAMES: Readonly<Record<TemplateValue['kind'], string>> = {
  none: '<nil>',
  string: 'string',
  int: 'int',
  byte: 'uint8',
  float: 'float64',
  bool: 'bool',
  labels: 'map[string]string',
  arguments: 'map[string]interface {}',
  sample: '*template.sample',
  samples: 'template.queryResult',
  time: '*time.Time',
  data: 'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }',
};

/** The name of a value's Go type, for messages and for `%T`. */
export function typeName({ kind }: TemplateValue): string {
  return TYPE_NAMES[kind];
}

/** What `if`, `and`, `or` and `not` take for true: what is not the zero of its type. */
export function isTrue(value: TemplateValue): boolean {
  switch (value.kind) {
    case 'none':
      return false;
    case 'string':
      return value.value !== '';
    case 'int':
    case 'byte':
      return value.value !== 0n;
    case 'float':
      return value.value !== 0;
    case 'bool':
      return value.value;
    case 'labels':
      return Object.keys(value.value).length > 0;
    case 'arguments':
    case 'samples':
      return value.value.length > 0;
    case 'sample':
      return value.value !== null;
    case 'data':
    case 'time':
      return true;
  }
}

/** Names in the order of their bytes, as Go sorts the keys of a map. */
export function sortedNames(labels: Readonly<Record<string, string>>): string[] {
  return Object.keys(labels).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
