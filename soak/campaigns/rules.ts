import {
  type Said,
  sayOfGenerated,
  sayOfRuleFiles,
  sayOfUnitTests,
  verdictDiffers,
  wordsDiffer,
} from '../../src/core/alerts/rules/testing/compare.ts';
import { mutatedRuleFiles, mutatedTemplates } from '../../src/core/alerts/rules/testing/mutations.ts';
import type { Campaign } from '../campaign.ts';

/** promtool is started once for so many files. */
const AT_ONCE = 100;

export const rulesGenerated = againstPromtool({
  name: 'rules-generated',
  what: 'generated rules are tested by promtool and by us, and both have to say the same',
  rounds: 5000,
  summary: 'files of unit tests, every value and state the same',
  say: sayOfGenerated,
  differs: wordsDiffer,
});

export const rulesMutated = againstPromtool({
  name: 'rules-mutated',
  what: 'rule files with random changes are taken or refused by promtool and by us',
  rounds: 5000,
  summary: 'rule files, every verdict the same',
  say: (seeds) => sayOfRuleFiles(mutatedRuleFiles(seeds)),
  // Go does not look at what follows a block that ends at the root; it would be lost without a word, and is refused.
  differs: (said) => verdictDiffers(said) && !said.ours.some((it) => it.includes('at node end')),
});

export const templatesMutated = againstPromtool({
  name: 'templates-mutated',
  what: 'templates with random changes are refused or expanded by promtool and by us, to the same text',
  rounds: 5000,
  summary: 'templates, every word the same',
  say: (seeds) => {
    const { files, tests } = mutatedTemplates(seeds);
    return sayOfUnitTests(files, tests);
  },
  // Go prints the elements of a query's result by their addresses; here that is refused.
  differs: (said) => wordsDiffer(said) && !said.theirs.some((it) => it.includes('[0x')),
});

function againstPromtool(options: {
  name: string;
  what: string;
  rounds: number;
  summary: string;
  say: (seeds: readonly number[]) => Promise<Said[]>;
  differs: (said: Said) => boolean;
}): Campaign {
  const { name, what, rounds, summary, say, differs } = options;
  return {
    name,
    what,
    rounds,
    async run({ rounds: wanted, seed, onRound }) {
      const faults: string[] = [];
      for (let done = 0; done < wanted; done += AT_ONCE) {
        const count = Math.min(AT_ONCE, wanted - done);
        const said = await say(Array.from({ length: count }, (_, index) => seed + done + index));
        for (const { name: file, theirs, ours } of said.filter(differs)) {
          faults.push(`${file}: promtool says ${JSON.stringify(theirs)}, we say ${JSON.stringify(ours)}`);
        }
        onRound(done + count);
      }
      return { summary: `${wanted} ${summary}`, faults };
    },
  };
}
