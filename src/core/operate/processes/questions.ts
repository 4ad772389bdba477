import { OperatorError } from '../../kernel/errors.ts';
import { reasonOf } from '../authority.ts';
import type { Foresight, Probed, Question } from './action.ts';
import type { Answer, ProcessEvent } from './events.ts';

/** Asked by the engine itself; what actions ask is theirs. */
export function judgeQuestion(): Question {
  return {
    kind: 'judge',
    text: 'Whether this is to be done cannot be told: what it goes by is not known',
    choices: [
      { id: 'do', title: 'Do it' },
      { id: 'skip', title: 'Skip it' },
    ],
    minNoteLength: 0,
  };
}

export function unknownQuestion(words: string | null, probed: Probed | null): Question {
  return {
    kind: 'unknown',
    text: [words ?? 'It is not known whether this was done', probed?.words].filter(Boolean).join('. Now: '),
    choices: [
      { id: 'mark-done', title: 'It was done' },
      { id: 'retry', title: 'Do it again' },
      { id: 'mark-failed', title: 'It was not done' },
      { id: 'compensate', title: 'Take everything back' },
    ],
    minNoteLength: 0,
    ...(probed === null ? {} : { probed }),
  };
}

export function agreeQuestion(foresight: Foresight): Question {
  return {
    kind: 'agree',
    text: foresight.words,
    choices: [
      { id: 'agree', title: 'Do it' },
      { id: 'skip', title: 'Skip it' },
    ],
    minNoteLength: 0,
    foresight,
  };
}

export function approvalQuestion(foresight: Foresight): Question {
  const asked = foresight.approval === 'pending';
  return {
    kind: 'approval',
    text: asked
      ? `${foresight.words}: waits for the approval of a second person`
      : `${foresight.words}: a second person has to approve this first`,
    choices: [
      ...(asked ? [] : [{ id: 'request', title: 'Ask for the approval' }]),
      { id: 'skip', title: 'Skip it' },
      { id: 'break-glass', title: 'Do it without' },
    ],
    minNoteLength: 0,
    foresight,
  };
}

/** @throws OperatorError `usage` when this is no answer to the question, or says too little for what it does */
export function checkAnswer(question: Question, answer: Answer): void {
  if (!question.choices.some(({ id }) => id === answer.choice)) {
    const choices = question.choices.map(({ id }) => id).join(', ');
    throw new OperatorError('usage', `"${answer.choice}" is no answer to this; it can be ${choices}`);
  }
  if (answer.note.trim().length < question.minNoteLength) {
    throw new OperatorError(
      'usage',
      question.minNoteLength === 1
        ? 'This needs a note that says what was found or done'
        : `This needs a note of at least ${question.minNoteLength} characters`,
    );
  }
  // What the door would refuse would end the run: it is said while it can still be answered otherwise.
  if (answer.choice === 'break-glass') reasonOf(answer.note);
}

/** What follows from an answer by itself, where the step is not simply begun with it. */
export function answeredResult(
  question: Question,
  { choice, note, by }: Answer,
  where: { at: number; step: string; attempt: number },
): ProcessEvent[] {
  const { at, step, attempt } = where;
  const result = (status: 'succeeded' | 'failed', words: string, output: { [name: string]: string } | null) =>
    ({
      ...{ at, by, step, attempt, status, words, output },
      type: 'step.result',
      ...{ evidence: null, inverse: null, retryAt: null },
    }) as const;
  const said = (what: string) => (note === '' ? `${by} ${what}` : `${by} ${what}: ${note}`);
  switch (question.kind) {
    case 'manual':
      return choice === 'failed'
        ? [result('failed', said('says that it cannot be done'), { choice, note, by })]
        : [result('succeeded', said('did it'), { choice, note, by })];
    case 'decision': {
      const title = question.choices.find(({ id }) => id === choice)?.title ?? choice;
      return [result('succeeded', said(`chose "${title}"`), { choice, note, by })];
    }
    case 'unknown':
      switch (choice) {
        case 'mark-done':
          return [result('succeeded', said('says that it was done'), null)];
        case 'retry':
          return [{ at, by, type: 'step.reopened', step, why: said('has it done again') }];
        case 'compensate':
          return [
            result('succeeded', said('takes it for done, to have it taken back'), null),
            {
              at,
              by,
              type: 'stopping',
              as: 'failed',
              why: said('has everything taken back'),
              takesBack: true,
            },
          ];
        default:
          return [result('failed', said('says that it was not done'), null)];
      }
    default:
      return [];
  }
}
