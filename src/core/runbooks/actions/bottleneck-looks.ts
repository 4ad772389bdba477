import type { Area, BottleneckReport, Bottlenecks } from '../../bottlenecks/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { foundOut, lookAction, MARKS } from './look-action.ts';

const AREAS: readonly Area[] = ['database', 'cache', 'network', 'pods'];
const VERDICTS = { none: 'pass', found: 'fail', unknown: 'unknown' } as const;

/** Looks for what holds the system up. */
export function bottleneckLooks({
  bottlenecks,
}: {
  bottlenecks: Pick<Bottlenecks, 'look' | 'headline'>;
}): ActionKind[] {
  return [
    lookAction({
      name: 'bottlenecks.look',
      async look({ require, only = AREAS }, { signal }) {
        let report: BottleneckReport | null = null;
        for await (const frame of bottlenecks.look(only, signal)) report = frame.report;
        signal.throwIfAborted();
        if (report === null) throw new Error('the look ended without a report');
        const { suspects, verdict } = report;
        const headline = bottlenecks.headline(report);
        const output = {
          verdict,
          worst: suspects[0]?.area ?? null,
          findings: suspects.map(({ kind, about, sentence }) => ({ kind, subject: about, words: sentence })),
          lines: [
            headline,
            ...suspects.map(({ area, about, sentence }) => `${MARKS.fail} ${area}, ${about}: ${sentence}`),
            ...blindLines(report),
          ],
        };
        const words = [headline.replace(/^\S+ /, ''), ...suspects.slice(0, 1).map((it) => it.sentence)].join(
          ': ',
        );
        return foundOut({ verdict: VERDICTS[verdict], words, output, require });
      },
    }),
  ];
}

/** What nobody could look at, and without which nobody can say that all is well. */
function blindLines({ areas, blind }: BottleneckReport): string[] {
  const notLooked = areas.flatMap(({ area, state, why }) =>
    state === 'not-looked' || state === 'not-configured' ? [`${area}: ${why ?? 'not looked at'}`] : [],
  );
  const missing = blind.flatMap(({ area, what, why, essential }) =>
    essential ? [`${area}: ${what}: ${why}`] : [],
  );
  return [...notLooked, ...missing].map((line) => `${MARKS.unknown} ${line}`);
}
