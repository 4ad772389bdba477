import { z } from 'zod';
import type { Answer } from './events.ts';

/** What is asked of whoever drives a process. */
export type Signal =
  | { type: 'answer'; by: string; step: string; answer: Answer }
  | { type: 'pause' | 'resume'; by: string; why: string }
  | { type: 'abort'; by: string; why: string; takesBack: boolean };

const answer = z.object({
  choice: z.string(),
  note: z.string(),
  by: z.string(),
  hash: z.string().optional(),
});

const signal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), by: z.string(), step: z.string(), answer }),
  z.object({ type: z.enum(['pause', 'resume']), by: z.string(), why: z.string() }),
  z.object({ type: z.literal('abort'), by: z.string(), why: z.string(), takesBack: z.boolean() }),
]);

/** As another process, perhaps of another version, left it. @throws when it is not one */
export function signalOf(text: string): Signal {
  const read = signal.parse(JSON.parse(text));
  if (read.type !== 'answer') return read;
  const { hash, ...rest } = read.answer;
  return { ...read, answer: hash === undefined ? rest : { ...rest, hash } };
}
