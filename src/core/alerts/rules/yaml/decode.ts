import { durationOf, PromqlError } from '../../../promql/index.ts';
import {
  numberOf,
  readYaml,
  truthOf,
  type YamlNode,
  type YamlPlace,
  YamlSyntaxError,
  type YamlVersion,
} from './nodes.ts';

/** What a place in a file may hold, with the name of the Go type that messages show. */
export type Shape =
  | { type: 'string' | 'int' | 'float' | 'bool' }
  /** Prometheus' duration; as milliseconds. */
  | { type: 'duration' }
  /** A text together with its place. */
  | { type: 'placed' }
  | { type: 'labels' }
  | { type: 'list'; of: Shape; name: string }
  | { type: 'struct'; name: string; fields: Readonly<Record<string, Shape>> };

/** A text and where it stands. */
export interface Placed {
  text: string;
  place: YamlPlace;
}

export type Decoded =
  | string
  | number
  | boolean
  | Placed
  | ReadonlyMap<string, string>
  | readonly Decoded[]
  | DecodedStruct;

/** The fields of a struct that are there; the others are Go's zero. */
export interface DecodedStruct {
  fields: Readonly<Record<string, Decoded>>;
}

/** Ends a decoding at once, as Go's `fail` does: the sentence replaces what was found before. */
class Ended extends Error {}

export interface DecodeOptions {
  version: YamlVersion;
  shape: Shape;
  /** Whether a field that is not known is an error. */
  strict: boolean;
}

/** Reads YAML into a shape with the rules, and the words, of Go's YAML packages. */
export function decodeYaml(
  bytes: Uint8Array,
  options: DecodeOptions,
): { value: DecodedStruct | null; problem: string | null } {
  try {
    const root = readYaml(bytes, options.version);
    if (root === null) return { value: null, problem: null };
    return decodeNode(root, options);
  } catch (error) {
    if (error instanceof YamlSyntaxError) return { value: null, problem: error.message };
    throw error;
  }
}

function decodeNode(root: YamlNode, options: DecodeOptions) {
  const decoder = new Decoder(options);
  try {
    const value = decoder.decode(root, options.shape);
    const { problems } = decoder;
    const problem =
      problems.length === 0 ? null : `yaml: unmarshal errors:\n${problems.map((it) => `  ${it}`).join('\n')}`;
    return { value: isStruct(value) ? value : null, problem };
  } catch (error) {
    if (error instanceof Ended) return { value: null, problem: error.message };
    throw error;
  }
}

/** Undefined is Go's "not set". */
type Maybe = Decoded | undefined;

class Decoder {
  readonly problems: string[] = [];
  readonly #options: DecodeOptions;

  constructor(options: DecodeOptions) {
    this.#options = options;
  }

  decode(node: YamlNode, shape: Shape): Maybe {
    if (node.kind === 'map' && this.#options.version === 'v3' && shape.type !== 'placed') {
      if (!this.#hasUniqueKeys(node.entries)) return undefined;
    }
    switch (shape.type) {
      case 'placed':
        return this.#placed(node);
      case 'duration':
        return this.#duration(node);
      case 'labels':
        return this.#labels(node);
      case 'list':
        return this.#list(node, shape);
      case 'struct':
        return this.#struct(node, shape);
      default:
        return this.#scalar(node, shape.type);
    }
  }

  #refuse(node: YamlNode, into: string): undefined {
    const value = node.kind === 'scalar' ? ` \`${shortened(node.text)}\`` : '';
    this.problems.push(`line ${node.line}: cannot unmarshal ${node.tag}${value} into ${into}`);
    return undefined;
  }

  #scalar(node: YamlNode, type: 'string' | 'int' | 'float' | 'bool'): Maybe {
    if (node.kind !== 'scalar') return this.#refuse(node, type === 'float' ? 'float64' : type);
    const { tag, text } = node;
    if (type === 'string') return tag === '!!null' ? undefined : text;
    if (tag === '!!null') return undefined;
    if (type === 'bool') return tag === '!!bool' ? truthOf(text) : this.#refuse(node, 'bool');
    if (tag !== '!!int' && tag !== '!!float') return this.#refuse(node, type === 'float' ? 'float64' : type);
    const value = numberOf(text);
    if (type === 'float') return value;
    return Number.isFinite(value) && Math.abs(value) < 2 ** 63
      ? Math.trunc(value)
      : this.#refuse(node, 'int');
  }

  #placed(node: YamlNode): Maybe {
    const { line, column } = node.alias ?? node;
    const place = { line, column };
    if (node.kind === 'scalar') return { text: node.tag === '!!null' ? '' : node.text, place };
    return { text: '', place };
  }

  #duration(node: YamlNode): Maybe {
    if (node.kind === 'scalar' && node.tag === '!!null') return undefined;
    const text = this.#scalar(node, 'string');
    if (typeof text !== 'string') return undefined;
    try {
      return durationOf(text);
    } catch (error) {
      if (error instanceof PromqlError) throw new Ended(error.sentence);
      throw error;
    }
  }

  #labels(node: YamlNode): Maybe {
    if (node.kind !== 'map') return isNull(node) ? undefined : this.#refuse(node, 'map[string]string');
    const labels = new Map<string, string>();
    const merged: YamlNode[] = [];
    for (const { key, value } of node.entries) {
      if (key.tag === '!!merge') {
        merged.push(value);
        continue;
      }
      const name = this.#scalar(key, 'string') ?? (this.#options.version === 'v2' ? '' : undefined);
      if (typeof name !== 'string') continue;
      if (labels.has(name) && this.#options.version === 'v2') {
        this.problems.push(`line ${key.line}: key ${JSON.stringify(name)} already set in map`);
      }
      const text = isNull(value) ? '' : this.#scalar(value, 'string');
      if (typeof text === 'string') labels.set(name, text);
    }
    for (const source of merged.flatMap((it) => this.#mergeSources(it))) {
      const more = this.#labels(source);
      if (more instanceof Map) for (const [name, text] of more) if (!labels.has(name)) labels.set(name, text);
    }
    return labels;
  }

  #list(node: YamlNode, shape: Extract<Shape, { type: 'list' }>): Maybe {
    if (node.kind !== 'list') return isNull(node) ? undefined : this.#refuse(node, shape.name);
    return node.items.flatMap((item) => {
      const value = this.decode(item, shape.of);
      // v3 leaves out what is null; v2 keeps its place.
      if (value === undefined && this.#options.version === 'v2' && isNull(item)) return [emptyOf(shape.of)];
      return value === undefined ? [] : [value];
    });
  }

  #struct(node: YamlNode, shape: Extract<Shape, { type: 'struct' }>): Maybe {
    if (node.kind !== 'map') return isNull(node) ? undefined : this.#refuse(node, shape.name);
    const fields: Record<string, Decoded> = {};
    const done = new Set<string>();
    const merged: YamlNode[] = [];
    for (const { key, value } of node.entries) {
      if (key.tag === '!!merge') {
        merged.push(value);
        continue;
      }
      const name = this.#scalar(key, 'string');
      if (typeof name !== 'string') continue;
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (field === undefined) {
        if (this.#options.strict) {
          this.problems.push(`line ${key.line}: field ${name} not found in type ${shape.name}`);
        }
        continue;
      }
      if (done.has(name)) {
        this.problems.push(`line ${key.line}: field ${name} already set in type ${shape.name}`);
        continue;
      }
      done.add(name);
      const decoded = this.decode(value, field);
      if (decoded !== undefined) fields[name] = decoded;
    }
    for (const source of merged.flatMap((it) => this.#mergeSources(it))) {
      const more = this.#struct(source, shape);
      if (isStruct(more))
        for (const [name, it] of Object.entries(more.fields)) if (!done.has(name)) fields[name] = it;
    }
    return { fields };
  }

  /** What `<<` names: a map, or a list of maps, the first of which counts most. */
  #mergeSources(value: YamlNode): readonly YamlNode[] {
    if (value.kind === 'map') return [value];
    if (value.kind === 'list' && value.items.every((it) => it.kind === 'map')) return value.items;
    throw new Ended('yaml: map merge requires map or sequence of maps as the value');
  }

  #hasUniqueKeys(entries: readonly { key: YamlNode; value: YamlNode }[]): boolean {
    const before = this.problems.length;
    const seen = new Map<string, YamlNode>();
    for (const { key } of entries) {
      if (key.kind !== 'scalar') continue;
      const first = seen.get(key.text);
      if (first === undefined) seen.set(key.text, key);
      else {
        const name = JSON.stringify(key.text);
        this.problems.push(`line ${key.line}: mapping key ${name} already defined at line ${first.line}`);
      }
    }
    return this.problems.length === before;
  }
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.tag === '!!null';
}

function emptyOf(shape: Shape): Decoded {
  return shape.type === 'struct' ? { fields: {} } : '';
}

export function isStruct(value: Decoded | undefined): value is DecodedStruct {
  return typeof value === 'object' && 'fields' in value;
}

function shortened(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length > 10 ? `${bytes.subarray(0, 7).toString('utf8')}...` : text;
}
