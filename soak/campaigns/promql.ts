import { valuesCampaign, wordsCampaign } from '../../src/core/promql/testing/campaign.ts';
import type { Campaign } from '../campaign.ts';

export const promqlValues: Campaign = {
  name: 'promql-values',
  what: 'random expressions over random series are evaluated by Prometheus 3 and by us',
  rounds: 20_000,
  async run(options) {
    const { same, near, faults } = await valuesCampaign(options);
    return { summary: `${same} answers the same to the bit, ${near} within 1e-12 of each other`, faults };
  },
};

export const promqlWords: Campaign = {
  name: 'promql-words',
  what: 'damaged expressions are read by Prometheus 3 and by us',
  rounds: 20_000,
  async run(options) {
    const { same, faults } = await wordsCampaign(options);
    return { summary: `${same} complaints in the same words at the same place`, faults };
  },
};
