import { createInterface } from 'node:readline/promises';

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
