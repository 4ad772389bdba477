/** When a line was written, to the nanosecond: RFC 3339 in UTC of one width, so that stamps sort as texts. */
export type Stamp = string;

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)(?: |$)/;
/** The longest stamp there is, with its space. */
const MAX_STAMP_BYTES = 36;

/**
 * Takes the time off a line as `timestamps=true` writes it. Kubelets differ in the zone and in how many
 * digits they write; a line of the kubelet itself has no time.
 */
export function takeStamp(line: Buffer): { stamp: Stamp | null; rest: Buffer } {
  const match = RFC_3339.exec(line.toString('latin1', 0, MAX_STAMP_BYTES));
  const seconds = Date.parse(`${match?.[1]}${match?.[3]}`);
  if (!match || Number.isNaN(seconds)) return { stamp: null, rest: line };
  const fraction = (match[2] ?? '').padEnd(9, '0');
  return {
    stamp: `${new Date(seconds).toISOString().slice(0, 19)}.${fraction}Z`,
    rest: line.subarray(match[0].length),
  };
}

/** As every time leaves the core: with milliseconds. */
export function instantOfStamp(stamp: Stamp): string {
  return `${stamp.slice(0, 23)}Z`;
}
