import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import {
  type CompleteStrategy,
  newCompleteStrategy,
  type PrometheusClient,
} from '@prometheus-io/codemirror-promql';
import type { LabelValues, Vocabulary } from '../../../contract/metrics.ts';

/** Where completion learns what there is. */
export interface Lexicon {
  vocabulary(): Promise<Vocabulary>;
  /** With null, of all metrics. */
  labels(name: string | null): Promise<readonly LabelValues[]>;
  families(): Promise<readonly { name: string; type: string; help: string }[]>;
}

/** New series come with every look; a list this old is still a good one. */
const FRESH_MS = 30_000;
/** Help for each of more metrics than this would be more than the list is worth; the library's own limit. */
const MOST_METADATA = 10_000;

/**
 * Prometheus' own completion over what is recorded here. It knows words that our engine refuses: what the engine
 * does not evaluate is not offered.
 */
export function createCompletion(lexicon: Lexicon, now: () => number): CompleteStrategy {
  const kept = remembering(lexicon, now);
  const strategy = newCompleteStrategy({ remote: clientOver(kept), maxMetricsMetadata: MOST_METADATA });
  return {
    async promQL(context: CompletionContext): Promise<CompletionResult | null> {
      // Without the engine's words nobody knows what may be offered.
      const vocabulary = await kept.vocabulary().catch(() => null);
      if (vocabulary === null || !isAsked(context)) return null;
      const found = await strategy.promQL(context);
      if (found === null) return null;
      const words = new Set(vocabulary.words);
      const options = found.options.filter(
        (option) => isOffered(option, words) && (context.explicit || /\w/.test(option.label)),
      );
      return options.length === 0 ? null : { ...found, options };
    },
    destroy: () => strategy.destroy?.(),
  };
}

/**
 * Behind a closed expression nearly everything could follow: what is offered there unasked would take the Enter that
 * was meant to run it. Ctrl+Space asks.
 */
function isAsked({ explicit, state, pos }: CompletionContext): boolean {
  return explicit || /[\w:{("',=~[]$/.test(state.sliceDoc(Math.max(0, pos - 1), pos));
}

const UNITS: ReadonlySet<string> = new Set(['y', 'w', 'd', 'h', 'm', 's', 'ms']);

function isOffered({ label, type, detail }: Completion, words: ReadonlySet<string>): boolean {
  // Names and values of what is recorded; numbers; whole patterns of known functions.
  if (type === 'constant' || type === 'text' || detail === 'snippet') return true;
  return words.has(label) || UNITS.has(label);
}

function clientOver(lexicon: Lexicon): PrometheusClient {
  const orNone = <T>(answer: Promise<readonly T[]>) => answer.catch((): readonly T[] => []);
  const labels = (name: string | undefined) => orNone(lexicon.labels(name || null));
  return {
    metricNames: async () => [...(await orNone(lexicon.vocabulary().then(({ names }) => names)))],
    labelNames: async (name) => (await labels(name)).map(({ label }) => label),
    async labelValues(label, name) {
      if (label === '__name__') return [...(await orNone(lexicon.vocabulary().then(({ names }) => names)))];
      return [...((await labels(name)).find((known) => known.label === label)?.values ?? [])];
    },
    async metricMetadata() {
      const families = await orNone(lexicon.families());
      return Object.fromEntries(families.map(({ name, type, help }) => [name, [{ type, help }]]));
    },
    series: async () => [],
    flags: async () => ({}),
  };
}

/** Asks the same thing again only after a while. A failure is not kept. */
function remembering(lexicon: Lexicon, now: () => number): Lexicon {
  const answers = new Map<string, { at: number; answer: Promise<unknown> }>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = answers.get(key);
    if (known && now() - known.at < FRESH_MS) return known.answer as Promise<T>;
    const answer = ask();
    answers.set(key, { at: now(), answer });
    answer.catch(() => answers.delete(key));
    return answer;
  };
  return {
    vocabulary: () => once('vocabulary', lexicon.vocabulary),
    labels: (name) => once(`labels of ${name ?? ''}`, () => lexicon.labels(name)),
    families: () => once('families', lexicon.families),
  };
}
