/** One series of what is written: times in epoch milliseconds, `stale` for the marker that the series has ended. */
export interface WrittenSeries {
  labels: Iterable<readonly [name: string, value: string]>;
  samples: Iterable<readonly [timeMs: number, value: number | 'stale']>;
}

/** Prometheus' staleness marker: a NaN that no arithmetic gives. */
const STALE_NAN = 0x7ff0000000000002n;
const MOST_LITERAL_BYTES = 60_000;

/** Writes samples into a Prometheus that was started with `remoteWrite` (remote write protocol 1.0). */
export async function remoteWrite(url: string, series: Iterable<WrittenSeries>): Promise<void> {
  const body = Buffer.concat([...series].map((one) => field(1, timeSeries(one))));
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(snappy(body)),
  });
  if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
}

function timeSeries({ labels, samples }: WrittenSeries): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of labels) {
    parts.push(field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])));
  }
  for (const [timeMs, value] of samples) {
    const double = Buffer.alloc(9);
    // Field 1, a double.
    double[0] = 0x09;
    if (value === 'stale') double.writeBigUInt64LE(STALE_NAN, 1);
    else double.writeDoubleLE(value, 1);
    // Field 2, a varint.
    parts.push(field(2, Buffer.concat([double, Buffer.from([0x10]), varint(timeMs)])));
  }
  return Buffer.concat(parts);
}

/** A field of bytes in protocol buffers. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** Snappy's block format, with literals only: bigger, but nothing has to be searched. */
function snappy(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let at = 0; at < content.length; at += MOST_LITERAL_BYTES) {
    const literal = content.subarray(at, at + MOST_LITERAL_BYTES);
    const length = literal.length - 1;
    parts.push(Buffer.from([61 << 2, length & 0xff, length >> 8]), literal);
  }
  return Buffer.concat(parts);
}
