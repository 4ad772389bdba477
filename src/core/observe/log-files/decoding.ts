/** How a log file is written; what has no mark at its beginning is guessed from its first bytes. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface Sniffed {
  encoding: Encoding;
  /** Bytes of the byte order mark. */
  skip: number;
}

/** Western text in which every other byte is empty has two bytes a character. */
const EMPTY_SHARE = 0.3;

/** @param head the first bytes of a file, a few hundred are enough */
export function sniff(head: Uint8Array): Sniffed {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', skip: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', skip: 2 };
  const pairs = Math.floor(head.length / 2);
  if (pairs === 0) return { encoding: 'utf-8', skip: 0 };
  let [first, second] = [0, 0];
  for (let index = 0; index < pairs * 2; index += 2) {
    if (head[index] === 0) first += 1;
    if (head[index + 1] === 0) second += 1;
  }
  if (second / pairs > EMPTY_SHARE && second > first) return { encoding: 'utf-16le', skip: 0 };
  if (first / pairs > EMPTY_SHARE) return { encoding: 'utf-16be', skip: 0 };
  return { encoding: 'utf-8', skip: 0 };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');
const utf16 = { 'utf-16le': new TextDecoder('utf-16le'), 'utf-16be': new TextDecoder('utf-16be') };

/** One line's bytes as text: what is no UTF-8 was written by something that knows nothing of it. */
export function decodeLine(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding !== 'utf-8') return utf16[encoding].decode(bytes);
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/** The bytes that end a line, as this encoding writes them. */
export function lineEnd(encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from([0x0a]);
  return encoding === 'utf-16le' ? Buffer.from([0x0a, 0x00]) : Buffer.from([0x00, 0x0a]);
}
