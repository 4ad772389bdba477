/** Bytes that grow as they are written. */
export interface ByteSink {
  bytes: Uint8Array;
  length: number;
}

/** Bytes with a place up to which they have been read. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** A number takes 9 bytes at most. */
const MOST_BYTES = 9;

export function byteSink(capacity = 512): ByteSink {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

export function byteSource(bytes: Uint8Array): ByteSource {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
}

/** What was written. It is not copied: the sink must not be written to afterwards. */
export function written(sink: ByteSink): Uint8Array {
  return sink.bytes.subarray(0, sink.length);
}

export function putByte(sink: ByteSink, byte: number): void {
  if (sink.length + MOST_BYTES > sink.bytes.length) grow(sink);
  sink.bytes[sink.length++] = byte;
}

/** A whole number from 0 to 2^53, seven bits a byte, the least first. */
export function putCount(sink: ByteSink, count: number): void {
  if (sink.length + MOST_BYTES > sink.bytes.length) grow(sink);
  const { bytes } = sink;
  let at = sink.length;
  let rest = count;
  while (rest >= 0x8000_0000) {
    bytes[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  sink.length = at;
}

/** A whole number within 2^52 of 0; small ones, of either sign, take few bytes. */
export function putSigned(sink: ByteSink, number: number): void {
  putCount(sink, number >= 0 ? number * 2 : -number * 2 - 1);
}

export function takeByte(source: ByteSource): number {
  return source.bytes[source.at++] ?? 0;
}

export function takeCount(source: ByteSource): number {
  const { bytes } = source;
  let byte = bytes[source.at++] ?? 0;
  if (byte < 0x80) return byte;
  let count = byte & 0x7f;
  let scale = 128;
  do {
    byte = bytes[source.at++] ?? 0;
    count += (byte & 0x7f) * scale;
    scale *= 128;
  } while (byte >= 0x80);
  return count;
}

export function takeSigned(source: ByteSource): number {
  const count = takeCount(source);
  return count % 2 === 0 ? count / 2 : -(count + 1) / 2;
}

function grow(sink: ByteSink): void {
  const larger = new Uint8Array(sink.bytes.length * 2 + MOST_BYTES);
  larger.set(sink.bytes);
  sink.bytes = larger;
}
