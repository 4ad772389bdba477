import { bitCampaign, fileBitCampaign } from '../../src/core/store/journal/testing/bit-campaign.ts';
import { killCampaign } from '../../src/core/store/journal/testing/kill-campaign.ts';
import type { Campaign } from '../campaign.ts';

export const journalKills: Campaign = {
  name: 'journal-kills',
  what: 'a process that journals under load is killed at random moments',
  rounds: 300,
  async run({ rounds, seed, onRound }) {
    const { kills, acknowledged, faults } = await killCampaign({ kills: rounds, seed, onKill: onRound });
    return { summary: `${kills} kills, ${acknowledged} acknowledged entries, all there`, faults };
  },
};

export const journalBits: Campaign = {
  name: 'journal-bits',
  what: 'a random bit of the entries or the tree is changed',
  rounds: 1000,
  async run({ rounds, seed, onRound }) {
    const { flips, found, faults } = await bitCampaign({
      flips: rounds,
      seed,
      entries: 1000,
      onFlip: onRound,
    });
    return { summary: `${found} of ${flips} changed bits were found, and their entries named`, faults };
  },
};

export const journalFileBits: Campaign = {
  name: 'journal-file-bits',
  what: "a random bit of the journal's file is changed",
  rounds: 1000,
  async run({ rounds, seed, onRound }) {
    const { flips, found, faults } = await fileBitCampaign({
      flips: rounds,
      seed,
      entries: 500,
      onFlip: onRound,
    });
    return { summary: `${found} of ${flips} changed bits were found; the others say nothing`, faults };
  },
};
