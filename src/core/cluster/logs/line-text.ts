import { isUtf8 } from 'node:buffer';
import { stripVTControlCharacters } from 'node:util';

/**
 * The text of a line's bytes, harmless on every screen: colours and cursor movements are taken away, and
 * what is no text (binary, control characters, characters that turn the direction of writing) is shown
 * as an escape.
 */
export function lineText(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : withEscapedBytes(bytes);
  return stripVTControlCharacters(text)
    .replace(/\r+$/, '')
    .replace(NOT_SHOWN, (character) => ESCAPES[character] ?? escapeOf(character));
}

/** Control characters but the tab, line separators, and the marks that reorder text (Unicode TR 36). */
const NOT_SHOWN = /(?!\t)[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\r': '\\r', '\0': '\\0' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? hex(code) : `\\u{${code.toString(16)}}`;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Every character of UTF-8 that is whole stays; every other byte is written as `\xNN`. */
function withEscapedBytes(bytes: Buffer): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = bytes.subarray(at, at + length);
    if (character.length === length && isUtf8(character)) {
      text += character.toString('utf8');
      at += length;
    } else {
      text += hex(first);
      at += 1;
    }
  }
  return text;
}
