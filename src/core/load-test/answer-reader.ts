import { OperatorError } from '../kernel/errors.ts';

/** Reads the answers of one connection, one request's after the other, and keeps nothing of their bodies. */
export interface AnswerReader {
  /** Of the answer that is whole. */
  readonly status: number;
  readonly bodyBytes: number;
  /** Whether another request may follow on the connection, once the answer is whole. */
  readonly keepsOpen: boolean;
  /** A request was sent: its answer comes next. */
  begin(): void;
  /**
   * Takes what arrived, up to the answer's end.
   *
   * @returns whether the answer is whole
   * @throws OperatorError `bad-answer` when it is no answer as HTTP/1.1 knows it, or too large
   */
  take(bytes: Buffer): boolean;
  /** The other side has closed the connection. @returns whether that makes the answer whole */
  close(): boolean;
}

/** As much as the probes read. */
const MOST_BODY_BYTES = 1_048_576;
/** As Node's own client has it. */
const MOST_HEAD_BYTES = 16_384;
const MOST_LINE_BYTES = 1024;
const LF = 10;
const START = 'HTTP/1.';
const NO_ANSWER = 'what it says is no answer as HTTP knows it';

/** `head`: status line and header fields. `counted`: a body or a chunk of known length. The rest belongs to chunks. */
type Place = 'none' | 'head' | 'counted' | 'until-close' | 'size' | 'chunk' | 'chunk-end' | 'trailer';

/**
 * A fraction of what a parser costs that hands out every header (RFC 9112, sections 2 to 7), since that is the limit of how much
 * load one thread can send. Only GET is ever asked.
 *
 * @param what begins every sentence: `Governance at 127.0.0.1:8005`
 */
export function createAnswerReader(what: string): AnswerReader {
  const bad = (words: string) => new OperatorError('bad-answer', `${what}: ${words}`);
  let place: Place = 'none';
  /** What has come of a head or a line so far. */
  let text = '';
  /** Still to come of what is counted. */
  let left = 0;
  let [status, bodyBytes, keepsOpen] = [0, 0, false];
  /** The head before and what it says: within a second a service's heads are mostly the same to the letter. */
  let [lastText, lastHead]: [string, Head | null] = ['', null];

  /** @returns where the head ends in `bytes`; -1 when it does not yet */
  const headEnd = (bytes: Buffer, from: number): number => {
    const before = text.length;
    text += bytes.toString('latin1', from);
    // What speaks another language says so at once, and may wait for ever afterwards.
    if (!text.startsWith(START.slice(0, text.length))) throw bad(NO_ANSWER);
    const end = text.indexOf('\r\n\r\n', Math.max(before - 3, 0));
    if (end < 0 ? text.length > MOST_HEAD_BYTES : end > MOST_HEAD_BYTES)
      throw bad('the head of the answer is too large');
    if (end < 0) return -1;
    text = text.slice(0, end + 2);
    return from + end + 4 - before;
  };

  const readHead = () => {
    if (lastHead === null || text !== lastText) [lastText, lastHead] = [text, headOf(text, bad)];
    text = '';
    // After an answer of less than 200 another one follows.
    if (lastHead.status < 200) status = lastHead.status;
    else ({ status, keepsOpen, place, left } = lastHead);
  };

  const count = (bytes: number) => {
    bodyBytes += bytes;
    if (bodyBytes > MOST_BODY_BYTES) throw bad('the answer is too large');
  };

  /** A line up to its end, without it; undefined while it has not come. */
  const takeLine = (bytes: Buffer, from: number): { line: string | undefined; next: number } => {
    const end = bytes.indexOf(LF, from);
    const next = end < 0 ? bytes.length : end + 1;
    text += bytes.toString('latin1', from, next);
    if (text.length > MOST_LINE_BYTES) throw bad('a line of the answer is too long');
    if (end < 0) return { line: undefined, next };
    if (!text.endsWith('\r\n')) throw bad(NO_ANSWER);
    const line = text.slice(0, -2);
    text = '';
    return { line, next };
  };

  const readSize = (line: string) => {
    const [, digits] = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw bad('the length of a part of the answer makes no sense');
    left = Number.parseInt(digits, 16);
    place = left === 0 ? 'trailer' : 'chunk';
  };

  return {
    get status() {
      return status;
    },
    get bodyBytes() {
      return bodyBytes;
    },
    get keepsOpen() {
      return keepsOpen;
    },
    begin() {
      place = 'head';
      text = '';
      bodyBytes = 0;
    },
    take(bytes) {
      let at = 0;
      while (at < bytes.length) {
        switch (place) {
          case 'head': {
            const end = headEnd(bytes, at);
            if (end < 0) return false;
            at = end;
            readHead();
            break;
          }
          case 'counted':
          case 'chunk': {
            const taken = Math.min(left, bytes.length - at);
            count(taken);
            at += taken;
            left -= taken;
            if (left === 0) place = place === 'chunk' ? 'chunk-end' : 'none';
            break;
          }
          case 'until-close':
            count(bytes.length - at);
            return false;
          case 'chunk-end': {
            const { line, next } = takeLine(bytes, at);
            at = next;
            if (line !== undefined && line !== '') throw bad('a part of the answer is longer than it says');
            if (line === '') place = 'size';
            break;
          }
          case 'size': {
            const { line, next } = takeLine(bytes, at);
            at = next;
            if (line !== undefined) readSize(line);
            break;
          }
          case 'trailer': {
            const { line, next } = takeLine(bytes, at);
            at = next;
            if (line === '') place = 'none';
            break;
          }
          case 'none':
            // More than was asked for: nobody can tell whose answer the next one would be.
            keepsOpen = false;
            return true;
        }
        if (place === 'none' && at === bytes.length) return true;
      }
      return false;
    },
    close: () => place === 'until-close',
  };
}

/** What the head of an answer says of it, and of how its end is found. */
interface Head {
  status: number;
  keepsOpen: boolean;
  place: Place;
  /** Bytes of a body of known length. */
  left: number;
}

function headOf(text: string, bad: (words: string) => OperatorError): Head {
  const [, minor, code] = /^HTTP\/1\.([01]) ([1-9]\d\d)[ \r]/.exec(text) ?? [];
  if (code === undefined) throw bad(NO_ANSWER);
  const status = Number(code);
  if (status === 101) throw bad('it changes to another protocol, which nobody asked for');
  if (status < 200) return { status, keepsOpen: false, place: 'head', left: 0 };
  const connection = valuesOf(text, CONNECTION) ?? '';
  const keepsOpen = minor === '1' ? !hasWord(connection, 'close') : hasWord(connection, 'keep-alive');
  if (status === 204 || status === 304) return { status, keepsOpen, place: 'none', left: 0 };
  const encoding = valuesOf(text, TRANSFER_ENCODING);
  if (encoding !== null && /(?:^|,)\s*chunked$/i.test(encoding)) {
    return { status, keepsOpen, place: 'size', left: 0 };
  }
  const length = encoding === null ? valuesOf(text, CONTENT_LENGTH) : null;
  if (length === null) return { status, keepsOpen: false, place: 'until-close', left: 0 };
  // Repeated, it has to be the same.
  const lengths = new Set(length.split(',').map((part) => part.trim()));
  const [only = ''] = lengths;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(only)) throw bad('the length of the answer makes no sense');
  const left = Number(only);
  if (left > MOST_BODY_BYTES) throw bad('the answer is too large');
  return { status, keepsOpen, place: left === 0 ? 'none' : 'counted', left };
}

const TRANSFER_ENCODING = /\r\ntransfer-encoding:([^\r\n]*)/gi;
const CONTENT_LENGTH = /\r\ncontent-length:([^\r\n]*)/gi;
const CONNECTION = /\r\nconnection:([^\r\n]*)/gi;

/** The values of a header field, as one list; null when it is not there. */
function valuesOf(head: string, field: RegExp): string | null {
  let found: string | null = null;
  for (const [, value = ''] of head.matchAll(field)) {
    found = found === null ? value.trim() : `${found}, ${value.trim()}`;
  }
  return found;
}

function hasWord(list: string, word: string): boolean {
  return list.split(',').some((part) => part.trim().toLowerCase() === word);
}
