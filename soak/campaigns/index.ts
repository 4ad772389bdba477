import type { Campaign } from '../campaign.ts';
import { complianceLogs } from './compliance-log.ts';
import { journalBits, journalFileBits, journalKills } from './journal.ts';
import { processBoundaries, processKills } from './processes.ts';
import { promqlValues, promqlWords } from './promql.ts';
import { rolloutKills, rolloutWindows } from './rollouts.ts';
import { rulesGenerated, rulesMutated, templatesMutated } from './rules.ts';
import { clusterKills, runbookKills, runbookMoments } from './runbooks.ts';
import { samplesKills } from './samples.ts';
import { trafficShifts } from './traffic.ts';

export const CAMPAIGNS: readonly Campaign[] = [
  ...complianceLogs,
  journalBits,
  journalFileBits,
  journalKills,
  processBoundaries,
  processKills,
  promqlValues,
  promqlWords,
  rolloutKills,
  rolloutWindows,
  rulesGenerated,
  rulesMutated,
  templatesMutated,
  ...clusterKills,
  ...runbookKills,
  runbookMoments,
  samplesKills,
  trafficShifts,
];
