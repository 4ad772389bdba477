/** A reply in the Redis serialisation protocol, version 2. */
export type RespValue =
  | string
  | number
  | null
  | { simple: string }
  | { error: string }
  | readonly RespValue[];

export function respError(message: string): RespValue {
  return { error: message };
}

export function renderResp(value: RespValue): string {
  if (value === null) {
    return '$-1\r\n';
  }
  if (typeof value === 'number') {
    return `:${value}\r\n`;
  }
  if (typeof value === 'string') {
    return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  }
  if ('simple' in value) {
    return `+${value.simple}\r\n`;
  }
  if ('error' in value) {
    return `-${value.error}\r\n`;
  }
  return `*${value.length}\r\n${value.map(renderResp).join('')}`;
}

/** Reads commands, as arrays of bulk strings or typed in a line, from however the bytes arrive. */
export class RespReader {
  private pending = Buffer.alloc(0);

  push(chunk: Buffer): string[][] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const commands: string[][] = [];
    for (let read = this.read(); read !== undefined; read = this.read()) {
      this.pending = this.pending.subarray(read.end);
      if (read.words.length > 0) {
        commands.push(read.words);
      }
    }
    return commands;
  }

  private read(): { words: string[]; end: number } | undefined {
    const head = this.line(0);
    if (head === undefined) {
      return undefined;
    }
    if (!head.text.startsWith('*')) {
      return { words: head.text.split(/\s+/).filter((word) => word !== ''), end: head.end };
    }
    const words: string[] = [];
    let position = head.end;
    for (let index = 0; index < Number(head.text.slice(1)); index += 1) {
      const size = this.line(position);
      if (size === undefined) {
        return undefined;
      }
      const end = size.end + Number(size.text.slice(1));
      if (this.pending.length < end + 2) {
        return undefined;
      }
      words.push(this.pending.toString('utf8', size.end, end));
      position = end + 2;
    }
    return { words, end: position };
  }

  private line(from: number): { text: string; end: number } | undefined {
    const end = this.pending.indexOf('\r\n', from);
    return end < 0 ? undefined : { text: this.pending.toString('utf8', from, end), end: end + 2 };
  }
}
