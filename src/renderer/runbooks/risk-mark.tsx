import type { RunbookItem } from '../../contract/runbooks.ts';
import { Tag, type TagTone } from '../marks/tag.tsx';
import { RISK_WORDS } from './words.ts';

const TONES: Record<RunbookItem['risk'], TagTone> = {
  read: 'quiet',
  change: 'warning',
  destructive: 'critical',
};

/** How grave the gravest step is, as a word. */
export function RiskMark({ risk }: { risk: RunbookItem['risk'] }) {
  return <Tag tone={TONES[risk]} word={RISK_WORDS[risk]} />;
}
