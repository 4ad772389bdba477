/** Where a block begins: its file and line. */
export interface Place {
  file: string;
  line: number;
}

/** `<series> <points>`, not yet read. */
export interface SeriesLine {
  series: string;
  points: string;
}

export type Block = Place &
  (
    | {
        kind: 'load';
        intervalText: string;
        lines: SeriesLine[];
        /** Each classic histogram is loaded as a native one too. */
        withNative: boolean;
      }
    | { kind: 'clear' }
    | {
        kind: 'eval';
        expression: string;
        /** Instant when from and to are the same and there is no step. */
        fromText: string;
        toText: string;
        stepText: string | undefined;
        fails: boolean;
        /** What the error has to say or match, when that is said. */
        failure: { message: string } | { pattern: string } | undefined;
        isOrdered: boolean;
        lines: SeriesLine[];
        text: string | undefined;
      }
  );

const LOAD = /^load(_with_nhcb)?\s+(.+?)$/;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;

/** The blocks of a test script of Prometheus (`promql/promqltest/README.md` there describes the format). */
export function readScript(file: string, text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n').map((line) => line.trim());
  for (let at = 0; at < lines.length; at += 1) {
    const head = lines[at] as string;
    if (head === '' || head.startsWith('#')) continue;
    const place = { file, line: at + 1 };
    if (head === 'clear') {
      blocks.push({ kind: 'clear', ...place });
      continue;
    }
    const body: string[] = [];
    while (at + 1 < lines.length && lines[at + 1] !== '') {
      at += 1;
      if (!lines[at]?.startsWith('#')) body.push(lines[at] as string);
    }
    blocks.push(blockOf(head, body, place));
  }
  return blocks;
}

function blockOf(head: string, body: string[], place: Place): Block {
  const [, nhcb, interval] = LOAD.exec(head) ?? [];
  if (interval !== undefined) {
    const withNative = nhcb !== undefined;
    return { kind: 'load', intervalText: interval, lines: body.map(seriesLine), withNative, ...place };
  }
  const instant = INSTANT.exec(head);
  const range = RANGE.exec(head);
  const [, how, from = '0', to, step, expression] =
    instant === null
      ? (range ?? [])
      : [instant[0], instant[1], instant[2], instant[2], undefined, instant[3]];
  if (expression === undefined) throw new Error(`${place.file}:${place.line}: not understood: ${head}`);
  const expectations = body.filter((line) => /^(expect|expected_fail)/.test(line));
  const results = body.filter((line) => !expectations.includes(line));
  const text = expectations.map((line) => /^expect string (.+)$/.exec(line)?.[1]).find(Boolean);
  return {
    kind: 'eval',
    expression,
    fromText: from,
    toText: to ?? from,
    stepText: step,
    fails: how === 'fail' || expectations.some((line) => line.startsWith('expect fail')),
    failure: expectations.map(failureOf).find((failure) => failure !== undefined),
    isOrdered: how === 'ordered' || expectations.includes('expect ordered'),
    lines: results.map(seriesLine),
    text,
    ...place,
  };
}

function failureOf(line: string): { message: string } | { pattern: string } | undefined {
  const message = /^(?:expect fail msg:|expected_fail_message)\s*(.+)$/.exec(line)?.[1];
  if (message !== undefined) return { message: message.replace(/^"(.*)"$/, '$1') };
  const pattern = /^(?:expect fail regex:|expected_fail_regexp)\s*(.+)$/.exec(line)?.[1];
  return pattern === undefined ? undefined : { pattern: pattern.replace(/^"(.*)"$/, '$1') };
}

/** The series' labels may hold blanks within their quotes. */
function seriesLine(line: string): SeriesLine {
  const braces = /^[^{\s]*\{(?:[^"'`}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\}(?=\s|$)/.exec(
    line,
  )?.[0];
  if (braces !== undefined) return { series: braces, points: line.slice(braces.length) };
  const name = /^[a-zA-Z_:][\w:]*(?=\s)/.exec(line)?.[0] ?? '';
  const isNumber = /^(inf|nan|stale)$/i.test(name) || name.startsWith('_');
  return isNumber ? { series: '', points: line } : { series: name, points: line.slice(name.length) };
}
