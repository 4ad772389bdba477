/**
 * Cuts a byte stream into lines, wherever its chunks are cut: inside a line, inside a character, or
 * with many lines in one. The cost is linear even for a line of megabytes.
 */
export function createLineSplitter(maxLineBytes: number): (chunk: Buffer) => string[] {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  return (chunk) => {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const rest = chunk.subarray(start, end);
      const line = pending.length === 0 ? rest : Buffer.concat([...pending, rest]);
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      if (line.length > 0) lines.push(line.toString('utf8'));
    }
    if (start < chunk.length) {
      pending.push(chunk.subarray(start));
      pendingBytes += chunk.length - start;
      if (pendingBytes > maxLineBytes) throw new RangeError('line too long');
    }
    return lines;
  };
}
