import type { guideLine, guideLines } from '../../compliance/guide-lines.ts';
import type { Compliance, State } from '../../compliance/index.ts';
import type { lineOf } from '../../compliance/lines.ts';
import { percent } from '../../kernel/percent.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { foundOut, lookAction, type Verdict } from './look-action.ts';

export const OF_STATE: Readonly<Record<State, Verdict>> = { met: 'pass', missed: 'fail', unknown: 'unknown' };
const OF_VERDICT = { compliant: 'pass', violated: 'fail', inconclusive: 'unknown' } as const;

/** How what was found is put into lines. */
export interface ComplianceWords {
  guideLine: typeof guideLine;
  guideLines: typeof guideLines;
  lineOf: typeof lineOf;
}

/** What `acgs compliance` looks at, as steps. */
export function complianceLooks(options: {
  compliance: Pick<Compliance, 'validate' | 'part'>;
  complianceWords: ComplianceWords;
}): ActionKind[] {
  const { compliance, complianceWords: words } = options;
  return [
    lookAction({
      name: 'compliance.validate',
      async look({ require, mode }, { signal }) {
        const told: string[] = [];
        const found = await compliance.validate({
          mode: mode === 'default' ? 'production' : mode,
          signal,
          tell: (line) => told.push(line),
        });
        const { parts, score } = found;
        const verdict = OF_VERDICT[found.verdict];
        const output = {
          ...{ verdict, lines: [...told, ...words.guideLines(found)], score: score.value },
          parts: Object.fromEntries(parts.map(({ id, state }) => [id, state])),
        };
        const lacking = parts.filter(({ state }) => state !== 'met');
        const summary =
          lacking.length === 0
            ? `All ${parts.length} parts of constitutional compliance met, score ${percent(score.value ?? 0)}`
            : lacking.map(({ title, says }) => `${title}: ${says}`).join('; ');
        return foundOut({ verdict, words: summary, output, require });
      },
    }),
    lookAction({
      name: 'compliance.dgm',
      async look({ require }, { signal }) {
        const part = await compliance.part('dgm', signal);
        const verdict = OF_STATE[part.state];
        const output = {
          ...{ verdict, lines: [words.guideLine(part), ...part.items.map(words.lineOf)], score: part.value },
          parts: { [part.id]: part.state },
        };
        return foundOut({ verdict, words: `${part.title}: ${part.says}`, output, require });
      },
    }),
  ];
}
