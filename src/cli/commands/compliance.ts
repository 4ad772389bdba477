import { type Assessment, MODES, type Part, type State, type Verdict } from '../../core/compliance/index.ts';
import { percent } from '../../core/kernel/percent.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { choice } from '../options.ts';

const EXIT: Record<Verdict, ExitCode> = { compliant: 0, violated: 1, inconclusive: 3 };

export const compliance = defineCommand({
  name: 'compliance',
  summary: 'say whether the system keeps to its constitution, and what that is known from',
  options: {
    mode: choice('--mode <mode>', 'how much is looked at: quick, production, emergency or daily', MODES),
  },
  examples: [
    'acgs compliance',
    'acgs compliance --mode quick',
    'acgs compliance --json | jq ".parts[] | {id, numerator, denominator}"',
  ],
  async run(context, { mode = 'production' }) {
    const { withCenter } = await import('../workplace.ts');
    const found = await withCenter(context, ({ compliance }) =>
      compliance.validate({ mode, signal: context.signal, tell: (line) => context.output.tell(line) }),
    );
    context.output.answer(documentOf(found), () => linesOf(found));
    return EXIT[found.verdict];
  },
});

/** The document of `--json`: what was found, and all that it is made of. */
function documentOf(found: Assessment) {
  return {
    ...found,
    parts: found.parts.map((part) => ({
      ...part,
      missing: part.items.filter(({ counts }) => counts !== 1).map(({ title }) => title),
    })),
    components: found.parts
      .filter(({ id }) => id === 'hash')
      .flatMap(({ items }) => items)
      .flatMap(({ id, evidence }) =>
        evidence.map(({ source, expected, observed, value, observedAt, changedBy }) => ({
          ...{ id, source, expected, observed, observedAt, changedBy },
          state: value === null ? 'unverified' : value === 1 ? 'match' : 'mismatch',
        })),
      ),
  };
}

const MARKS: Record<State, string> = { met: '✅', missed: '❌', unknown: '❔' };

/** The lines of the deployment guide, where they are true. */
const GUIDE: Record<Part['id'], (part: Part) => string> = {
  hash: () => 'Hash integrity: 100% components verified',
  compliance: ({ target }) => `Compliance scoring: >${percent(target)} achieved`,
  audit: ({ target }) => `Audit trail coverage: >${percent(target)} operations tracked`,
  dgm: ({ target }) => `DGM safety patterns: >${percent(target)} effectiveness`,
  governance: ({ says }) => `Governance: ${says}`,
};

function linesOf({ parts, expectedHash }: Assessment): string[] {
  const hash = parts.find(({ id }) => id === 'hash');
  return [
    `${MARKS[hash?.state ?? 'unknown']} Constitutional Hash: ${expectedHash}`,
    ...parts.map((part) =>
      part.state === 'met'
        ? `${MARKS.met} ${GUIDE[part.id](part)}`
        : `${MARKS[part.state]} ${part.title}: ${part.says}`,
    ),
  ];
}
