import { compareText, isPlainName, quote } from './text.ts';

/** The label that holds a metric's name. */
export const METRIC_NAME = '__name__';

/** What says which metric it is: gone as soon as a value is calculated from it. */
const METADATA: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

/** Two different sets never have the same key: the marks between their parts are escaped where they occur inside. */
function escaped(text: string): string {
  if (!text.includes('\u0000') && !text.includes('\u0001')) return text;
  return text.replaceAll('\u0000', '\u00000').replaceAll('\u0001', '\u00001');
}

/**
 * The labels of one series: sorted by name, no name twice, no empty value (an empty value is an absent label in
 * Prometheus). Immutable; two with the same `key` are the same set.
 */
export class Labels {
  static readonly EMPTY = new Labels([]);

  /** Name, value, name, value, …, sorted by name. */
  readonly #flat: readonly string[];
  #key: string | undefined;

  private constructor(flat: readonly string[]) {
    this.#flat = flat;
  }

  /** Of a record or of pairs in any order. The last of a name counts; empty values are left out. */
  static of(source: Readonly<Record<string, string>> | Iterable<readonly [string, string]>): Labels {
    const pairs = new Map(Symbol.iterator in source ? source : Object.entries(source));
    const names = [...pairs.keys()].filter((name) => pairs.get(name) !== '');
    if (names.length === 0) return Labels.EMPTY;
    names.sort(compareText);
    return new Labels(names.flatMap((name) => [name, pairs.get(name) ?? '']));
  }

  get size(): number {
    return this.#flat.length / 2;
  }

  /** Short to compare and quick to hash: the same for the same labels, different for different ones. */
  get key(): string {
    this.#key ??= this.#flat.map(escaped).join('\u0001');
    return this.#key;
  }

  /** The metric's name; empty when there is none. */
  get metric(): string {
    return this.get(METRIC_NAME);
  }

  /** The value of a label; empty when there is none. */
  get(name: string): string {
    const flat = this.#flat;
    for (let at = 0; at < flat.length; at += 2) if (flat[at] === name) return flat[at + 1] as string;
    return '';
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, string]> {
    for (let at = 0; at < this.#flat.length; at += 2) {
      yield [this.#flat[at] as string, this.#flat[at + 1] as string];
    }
  }

  /** With a label set; an empty value takes it away. */
  with(name: string, value: string): Labels {
    if (this.get(name) === value) return this;
    return Labels.of([...this, [name, value]]);
  }

  /** With none but the labels of these names. */
  keep(names: ReadonlySet<string>): Labels {
    return this.#filter((name) => names.has(name));
  }

  without(names: ReadonlySet<string>): Labels {
    return this.#filter((name) => !names.has(name));
  }

  /** Without the metric's name, type and unit: the labels of what is calculated from it. */
  withoutMetadata(): Labels {
    return this.without(METADATA);
  }

  /** As Prometheus shows them: `{__name__="up", job="api"}`. */
  toString(): string {
    const parts = [...this].map(
      ([name, value]) => `${isPlainName(name) ? name : quote(name)}=${quote(value)}`,
    );
    return `{${parts.join(', ')}}`;
  }

  #filter(keep: (name: string) => boolean): Labels {
    const flat: string[] = [];
    for (let at = 0; at < this.#flat.length; at += 2) {
      if (keep(this.#flat[at] as string)) flat.push(this.#flat[at] as string, this.#flat[at + 1] as string);
    }
    if (flat.length === this.#flat.length) return this;
    return flat.length === 0 ? Labels.EMPTY : new Labels(flat);
  }

  /** Prometheus' order of series: name by name, value by value, then the shorter first. */
  static compare(one: Labels, other: Labels): number {
    const shared = Math.min(one.#flat.length, other.#flat.length);
    for (let at = 0; at < shared; at += 1) {
      const order = compareText(one.#flat[at] as string, other.#flat[at] as string);
      if (order !== 0) return order;
    }
    return one.#flat.length - other.#flat.length;
  }
}
