import { figureOrNone, type RolloutReport } from './report.ts';

type Stage = RolloutReport['stages'][number];

export const CHECK_HEADS = [
  'Check',
  'Wanted',
  'Worst',
  'Last',
  'Passed',
  'Failed',
  'Turns back',
  'Cannot tell',
];

export function checkRow(it: Stage['checks'][number]): string[] {
  return [
    ...[it.title, it.wanted, figureOrNone(it.worst), figureOrNone(it.last)],
    ...[`${it.passed} of ${it.measurements}`, String(it.failed), it.limit, String(it.inconclusive)],
  ];
}

export const NOT_PASSED_HEADS = ['When', 'Says', 'What'];

/** Of all checks of a stage, the oldest first. */
export function notPassedRows({ checks }: Stage): string[][] {
  return checks
    .flatMap(({ notPassed }) => notPassed)
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .map(({ at, outcome, words }) => [at, outcome, words]);
}
