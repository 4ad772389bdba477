import type { Campaign } from '../campaign.ts';
import { journalBits, journalFileBits, journalKills } from './journal.ts';

export const CAMPAIGNS: readonly Campaign[] = [journalBits, journalFileBits, journalKills];
