import type { ControlCenter } from '../core/control-center/capabilities.ts';
import { instantOf, toIso } from '../core/kernel/clock.ts';
import type { Question } from '../core/operate/processes/action.ts';
import type { ProcessView, StepView } from '../core/operate/processes/view.ts';
import type { Remaining } from '../core/runbooks/remaining.ts';
import { terminalQuestion } from './ask.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { previewLines } from './commands/cluster-operation.ts';
import { roughly } from './figures.ts';
import { harmless } from './harmless.ts';
import { askingLines, askingRollout, ownRolloutsEnd } from './own-rollouts.ts';

/** How a run is told, as docs/cli.md says. */
export function documentOf(
  { id, name, definitionHash, status, why, steps }: ProcessView,
  leftMs: number | null,
) {
  return {
    runId: id,
    runbook: name,
    definitionHash,
    status,
    why,
    remainingMs: leftMs,
    steps: steps.map((step) => ({
      id: step.id,
      title: step.title,
      status: step.status,
      attempts: step.attempts,
      startedAt: instantOf(step.begunAt),
      endedAt: instantOf(step.endedAt),
      words: step.words,
      output: step.state.output,
      evidence: step.state.evidence,
      ...(step.question === null ? {} : { question: step.question }),
    })),
  };
}

const EXIT_CODES: Readonly<Record<ProcessView['status'], ExitCode>> = {
  succeeded: 0,
  failed: 1,
  aborted: 5,
  waiting: 3,
  paused: 3,
  running: 3,
  interrupted: 3,
};

/**
 * Follows a run to its end, or until somebody has to decide and nobody is there to. Whoever sits at the terminal is
 * asked; in practice `--yes` answers.
 */
export async function followRun(
  context: CommandContext,
  center: ControlCenter,
  id: string,
  { printsLines }: { printsLines: boolean },
): Promise<ExitCode> {
  const { output, globals, signal } = context;
  const { processes, runbooks, profile } = center;
  const ask = terminalQuestion(signal);
  const answersItself = globals.yes && profile.environment === 'sandbox';
  const told = new Map<string, string>();
  const tell = (view: ProcessView) => {
    for (const step of view.steps) {
      const line = stepLine(step);
      if (line === null || told.get(step.id) === line) continue;
      told.set(step.id, line);
      if (printsLines) continue;
      const left = step.status === 'running' ? runbooks.remaining(view) : null;
      output.tell(left === null ? line : `${line} (${leftWords(left)})`);
    }
  };
  const stop = () => processes.abort(id, 'stopped at the terminal');
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const view = processes.get(id);
      tell(view);
      if (view.endedAt !== null) break;
      // A window waits for room on the disk; a command line says so, and whoever reads it goes on once there is some.
      if (view.trouble !== null) break;
      if (view.status === 'waiting' || view.status === 'paused') {
        const asks = view.steps.find(({ question }) => question !== null);
        const answer =
          asks?.question && (await answerTo(asks, asks.question, { ask, answersItself, context }));
        if (!asks || !answer) break;
        processes.answer(id, asks.id, answer, answer.typed);
        continue;
      }
      const asking = askingRollout(center, view);
      if (asking !== undefined) {
        for (const line of askingLines(asking)) output.tell(line);
        break;
      }
      await change(center, signal);
    }
    await ownRolloutsEnd(center);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const found = processes.get(id);
  // What stands still is left where it is: nobody drives it any more.
  const view = found.trouble === null ? found : { ...found, status: 'interrupted' as const };
  output.answer(documentOf(view, runbooks.remaining(view)?.leftMs ?? null), () =>
    endLines(view, printsLines ? runbooks.lines(id) : null),
  );
  return EXIT_CODES[view.status];
}

/** Resolves when something about a run changed. A stop is not raced: what was begun has to be journaled. */
function change({ processes }: ControlCenter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const unsubscribe = processes.subscribe(done);
    if (!signal.aborted) signal.addEventListener('abort', done, { once: true });
  });
}

async function answerTo(
  { title }: StepView,
  question: Question,
  how: {
    ask: ((question: string) => Promise<string>) | null;
    answersItself: boolean;
    context: CommandContext;
  },
): Promise<{ choice: string; note: string; typed?: string } | null> {
  const { ask, answersItself, context } = how;
  const { kind, choices, minNoteLength, text, foresight, recommended } = question;
  // Nobody can say for somebody else whether something was done.
  if (answersItself && kind !== 'unknown' && kind !== 'approval') {
    const choice = recommended ?? choices[0]?.id;
    return choice === undefined ? null : { choice, note: 'answered by --yes, in practice' };
  }
  if (ask === null) return null;
  context.output.tell(`${harmless(title)}: ${harmless(text)}`);
  if (foresight) {
    const { words: summary, calls, diff, notes } = foresight;
    const shown = {
      summary,
      calls,
      diff,
      notes,
      dryRun: foresight.how === 'simulated' ? 'server' : 'none',
    } as const;
    for (const line of previewLines({
      ...shown,
      kind: '',
      title,
      risk: foresight.risk,
      target: '',
      hash: '',
    }))
      context.output.tell(line);
  }
  for (const [index, it] of choices.entries()) context.output.tell(`  ${index + 1}  ${harmless(it.title)}`);
  const written = (await ask(`Choose 1 to ${choices.length}, or nothing to leave it: `)).trim();
  const chosen = choices[Number(written) - 1] ?? choices.find(({ id }) => id === written);
  if (chosen === undefined) return null;
  const why = WHYS[chosen.id] ?? (minNoteLength > 0 ? 'What was found or done: ' : null);
  const note = why === null ? '' : (await ask(why)).trim();
  const typed =
    (chosen.id === 'agree' || chosen.id === 'break-glass') && foresight?.typeToAgree !== undefined
      ? (await ask(`Type ${foresight.typeToAgree} to go on: `)).trim()
      : undefined;
  return { choice: chosen.id, note, ...(typed === undefined ? {} : { typed }) };
}

/** What somebody else will read about an answer. */
const WHYS: Readonly<Record<string, string>> = {
  request: 'Why it shall be done: ',
  'break-glass': 'Why it cannot wait for a second person: ',
};

const MARKS: Readonly<Record<StepView['status'], string>> = {
  pending: '·',
  running: '…',
  waiting: '?',
  succeeded: '✅',
  failed: '❌',
  skipped: '–',
  unknown: '❔',
};

function stepLine({ status, title, words, dueAt, attempts }: StepView): string | null {
  if (status === 'pending') {
    return dueAt === null ? null : `· ${harmless(title)}: again at ${toIso(dueAt)} (attempt ${attempts + 1})`;
  }
  const said = status === 'running' || words === null ? '' : `: ${harmless(words)}`;
  return `${MARKS[status]} ${harmless(title)}${said}`;
}

/** What is waited for people is not in it. */
export function leftWords({ leftMs, asks }: Remaining): string {
  return `${roughly(leftMs)} left${asks ? ', answers not counted' : ''}`;
}

/** In script mode the guide's lines, then why it is not well, where it is not. */
function endLines({ id, title, status, why }: ProcessView, lines: readonly string[] | null): string[] {
  const end = `${title}: ${status}${why === null ? '' : `: ${why}`}`;
  const next =
    status === 'waiting' || status === 'paused' || status === 'interrupted'
      ? [`Go on with: acgs runs resume ${id.slice(0, 8)}`]
      : [];
  if (lines === null) return [harmless(end), ...next];
  return [...lines.map(harmless), ...(status === 'succeeded' ? [] : [harmless(end)]), ...next];
}
