import type { Comparison, Verdict } from '../../core/baselines/index.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { duration, flag, number } from '../options.ts';
import { formatTable } from '../table.ts';

export const baselinesCompare = defineCommand({
  name: 'baselines compare',
  summary: 'compare how the systems do with a performance baseline',
  arguments: [{ name: 'name', says: 'left out: default', several: true }],
  options: {
    window: duration('--window <time>', 'the time until now, or until --at, that is compared; left out: 1h'),
    revision: number('--revision <n>', 'left out: the one in force', { min: 1, max: 1_000_000, whole: true }),
    ...AT_OPTION,
    all: flag('--all', 'what is as before, too'),
  },
  examples: [
    'acgs baselines compare',
    'acgs baselines compare release --window 24h --all',
    `acgs baselines compare --json | jq '.items[] | select(.verdict == "worse") | .words'`,
  ],
  async run(context, { window, revision, at, all }, [name]) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ baselines }, { clock }) => {
      const { comparisonView } = await import('../../core/baselines/index.ts');
      const moment = at ? resolveMoment(at, clock.now()) : clock.now();
      const found = await baselines.compare({
        name,
        revision,
        at: moment,
        windowMs: window,
        signal: context.signal,
      });
      context.output.answer(comparisonView(found), () => lines(found, all, context.output.columns));
      return EXIT_CODES[found.verdict];
    });
  },
});

const EXIT_CODES: Record<Verdict, ExitCode> = { worse: 1, unknown: 3, better: 0, same: 0, changed: 0 };
const MARKS: Record<Verdict, string> = {
  worse: '❌',
  unknown: '❔',
  better: '✅',
  same: '✅',
  changed: '✅',
};
const SENTENCES: Record<Verdict, string> = {
  worse: 'Worse than',
  unknown: 'Not everything can be compared with',
  better: 'Better than',
  same: 'As',
  changed: 'As',
};

function lines(found: Comparison, all: boolean, columns: number | undefined): string[] {
  const { baseline, from, to, verdict, counts, items } = found;
  const said = (['worse', 'unknown', 'changed', 'better', 'same'] as const)
    .filter((each) => counts[each] > 0)
    .map((each) => `${counts[each]} ${each}`);
  const shown = all ? items : items.filter((item) => item.verdict !== 'same');
  const iso = (moment: number) => new Date(moment).toISOString();
  return [
    harmless(
      `${MARKS[verdict]} ${SENTENCES[verdict]} the baseline ${baseline.name}, revision ${baseline.revision} of ${iso(baseline.recordedAt)}`,
    ),
    `${iso(from)} to ${iso(to)}: ${said.join(', ')}`,
    ...(shown.length === 0 ? [] : ['']),
    ...formatTable(
      shown,
      [
        { title: 'VERDICT', cell: (item) => item.verdict },
        { title: 'SYSTEM', cell: ({ system }) => system },
        { title: 'FIGURE', cell: ({ figure }) => figure.title },
        {
          title: 'VERSION',
          cell: ({ versions: { before, now } }) => {
            const [was, is] = [before?.reported ?? '-', now?.reported ?? '-'];
            return harmless(was === is ? is : `${was} → ${is}`);
          },
        },
        { title: 'WHY', cell: ({ words }) => words },
      ],
      { columns },
    ),
  ];
}
