import { sayOfGenerated, wordsDiffer } from '../../src/core/alerts/rules/testing/compare.ts';
import type { Campaign } from '../campaign.ts';

/** promtool is started once for so many files. */
const AT_ONCE = 100;

export const rulesGenerated: Campaign = {
  name: 'rules-generated',
  what: 'generated rules are tested by promtool and by us, and both have to say the same',
  rounds: 5000,
  async run({ rounds, seed, onRound }) {
    const faults: string[] = [];
    for (let done = 0; done < rounds; done += AT_ONCE) {
      const count = Math.min(AT_ONCE, rounds - done);
      const said = await sayOfGenerated(Array.from({ length: count }, (_, index) => seed + done + index));
      for (const { name, theirs, ours } of said.filter(wordsDiffer)) {
        faults.push(`${name}: promtool says ${JSON.stringify(theirs)}, we say ${JSON.stringify(ours)}`);
      }
      onRound(done + count);
    }
    return { summary: `${rounds} files of unit tests, every value and state the same`, faults };
  },
};
