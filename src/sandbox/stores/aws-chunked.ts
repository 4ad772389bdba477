/**
 * Unwraps an `aws-chunked` body: `size[;chunk-signature=…]\r\n data \r\n … 0\r\n trailers`.
 * The SDK sends streams this way so that it can add a checksum at the end.
 */
export function decodeAwsChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  while (position < body.length) {
    const lineEnd = body.indexOf('\r\n', position);
    const size = Number.parseInt(body.toString('latin1', position, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) {
      break;
    }
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
