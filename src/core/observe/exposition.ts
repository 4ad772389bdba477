/** One line of the Prometheus text format. */
export interface MetricSample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export type Exposition =
  | { kind: 'samples'; samples: MetricSample[]; badLines: number }
  /** There are no metrics in it: some services answer JSON or a page at HTTP 200. */
  | { kind: 'none'; reason: string };

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{.*\})?\s+(\S+)(?:\s+-?\d+(?:\.\d+)?)?\s*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)\s*/y;
const NUMBERS: Readonly<Record<string, number>> = {
  '+inf': Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};

/**
 * Reads the Prometheus text format, and OpenMetrics as far as it is the same. A line that makes no sense
 * is counted and left out; the rest still counts. Types and help texts are not needed and not kept.
 */
export function parseExposition(text: string): Exposition {
  const start = text.trimStart();
  if (start.startsWith('{') || start.startsWith('['))
    return { kind: 'none', reason: 'no metrics: answers JSON' };
  if (start.startsWith('<')) return { kind: 'none', reason: 'no metrics: answers HTML' };
  const samples: MetricSample[] = [];
  let badLines = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = parseSample(line);
    if (sample) samples.push(sample);
    else badLines++;
  }
  if (samples.length === 0) {
    return {
      kind: 'none',
      reason: badLines > 0 ? 'no metrics: answers other text' : 'no metrics: answers nothing',
    };
  }
  return { kind: 'samples', samples, badLines };
}

function parseSample(line: string): MetricSample | undefined {
  const match = SAMPLE.exec(withoutExemplar(line));
  if (!match) return undefined;
  const [, name = '', block, written = ''] = match;
  const value = NUMBERS[written.toLowerCase()] ?? (/^[+-]?[\d.]/.test(written) ? Number(written) : undefined);
  if (value === undefined || (Number.isNaN(value) && written.toLowerCase() !== 'nan')) return undefined;
  const labels = block === undefined ? {} : parseLabels(block.slice(1, -1).trim());
  return labels && { name, labels, value };
}

/** OpenMetrics appends ` # {trace_id="…"} 1` to a sample. */
function withoutExemplar(line: string): string {
  const at = line.lastIndexOf(' # {');
  return at < 0 ? line : line.slice(0, at);
}

function parseLabels(block: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let at = 0;
  while (at < block.length) {
    LABEL.lastIndex = at;
    const match = LABEL.exec(block);
    if (!match) return undefined;
    labels[match[1] ?? ''] = unescaped(match[2] ?? '');
    at = LABEL.lastIndex;
  }
  return labels;
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
