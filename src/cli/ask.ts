import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks whoever sits at the terminal, on standard error; null where nobody does. */
export function terminalQuestion(signal: AbortSignal): ((question: string) => Promise<string>) | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      terminal.close();
    }
  };
}

/** The same, without showing what is typed. */
export function terminalSecret(signal: AbortSignal): ((question: string) => Promise<string>) | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  return async (question) => {
    // The line editor echoes to its output: it gets one that shows nothing.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    process.stderr.write(question);
    try {
      return await terminal.question('', { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      terminal.close();
      process.stderr.write('\n');
    }
  };
}
