import { createReadStream } from 'node:fs';
import { OperatorError } from '../../../kernel/errors.ts';
import { MAX_ENTRY_BYTES } from '../entry.ts';

export interface Line {
  /** Without its newline. */
  bytes: Buffer;
  /** False for what stands after the last newline. */
  isEnded: boolean;
}

/** Longer than the longest entry, and than a header with all that a journal's tree can ask for. */
const MAX_LINE_BYTES = 4 * MAX_ENTRY_BYTES;

/**
 * The lines of a file, one after the other, however large it is.
 *
 * @throws OperatorError `usage` when it cannot be read, or has a line that no bundle has
 */
export async function* linesOf(path: string, signal?: AbortSignal): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let restSize = 0;
  for await (const chunk of chunksOf(path)) {
    signal?.throwIfAborted();
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield { bytes: Buffer.concat([...rest, chunk.subarray(start, end)]), isEnded: true };
      rest = [];
      restSize = 0;
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
    restSize += chunk.length - start;
    if (restSize > MAX_LINE_BYTES) {
      throw new OperatorError(
        'usage',
        `${path} is not a journal bundle: it has a line of more than ${MAX_LINE_BYTES} bytes`,
      );
    }
  }
  if (restSize > 0) yield { bytes: Buffer.concat(rest), isEnded: false };
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new OperatorError('usage', `${path} cannot be read: ${reason}`, { cause: error });
  }
}
