/** One point of a measurement. */
export interface Point {
  atMs: number;
  fields: Readonly<Record<string, number | string | boolean>>;
}

/** Parses InfluxDB's line protocol; tags are accepted and let go. @throws Error naming the bad line */
export function parseLines(
  text: string,
  precision: string,
  nowMs: number,
): { measurement: string; point: Point }[] {
  const toMs = { n: 1e-6, ns: 1e-6, u: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[precision] ?? 1e-6;
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = /^((?:\\.|[^,\s])+)(?:,\S+)? (\S+?)(?: (-?\d+))?$/.exec(line.trim());
      if (!match) {
        throw new Error(`unable to parse '${line}': missing fields`);
      }
      const [, measurement = '', fields = '', stamp] = match;
      const parsed = fields.split(',').map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, parseField(value)] as const;
      });
      const atMs = stamp === undefined ? nowMs : Number(stamp) * toMs;
      return { measurement, point: { atMs, fields: Object.fromEntries(parsed) } };
    });
}

function parseField(text: string): number | string | boolean {
  if (text.startsWith('"')) {
    return text.slice(1, -1);
  }
  if (/^(t|true|f|false)$/i.test(text)) {
    return /^t/i.test(text);
  }
  return Number(text.replace(/[iu]$/, ''));
}
