import { join } from 'node:path';
import { type ChildOptions, launch, type Running, runTimed } from './child.ts';

/** A script of `bench/subjects`: what is measured inside a process of its own. */
export type Subject =
  | 'list-pods'
  | 'retain-pods'
  | 'watch-center'
  | 'idle-loop'
  | 'churn'
  | 'journal-append'
  | 'journal-make'
  | 'journal-verify'
  | 'journal-search'
  | 'journal-filters'
  | 'process-steps'
  | 'load-test'
  | 'plain-http'
  | 'range-blocks'
  | 'validate'
  | 'watched-rollouts';

/** Runs a subject to its end. @returns its JSON answer, the last line it wrote */
export async function runSubject(
  subject: Subject,
  args: readonly string[],
  options: ChildOptions,
): Promise<unknown> {
  const { stdout } = await runTimed(process.execPath, wordsOf(subject, args), options);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

export function launchSubject(subject: Subject, args: readonly string[], options: ChildOptions): Running {
  return launch(process.execPath, wordsOf(subject, args), options);
}

function wordsOf(subject: Subject, args: readonly string[]): string[] {
  const script = join(import.meta.dirname, '..', 'subjects', `${subject}.ts`);
  return ['--disable-warning=ExperimentalWarning', script, ...args];
}
