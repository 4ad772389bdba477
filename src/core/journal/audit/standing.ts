import type { JournalStatus } from '../index.ts';
import type { VerificationView } from './verifying.ts';

/** How far the journal can be relied on. */
export interface Standing {
  level: 'good' | 'warning' | 'critical' | 'unknown';
  /** One sentence without its full stop. */
  words: string;
}

/**
 * The worst that is known of it. It is good only while every anchor is heard of and vouches for what it
 * should: what nobody outside vouches for is the journal's own word.
 */
export function standingOf(
  { size, anchors, recovery, problem }: JournalStatus,
  verification: VerificationView | null,
): Standing {
  if (verification?.verdict === 'broken') {
    const first = verification.firstBroken;
    return critical(`Verification found it broken${first === null ? '' : ` from entry ${first} on`}`);
  }
  const contradicting = anchors.find(({ state }) => state === 'contradicts');
  if (contradicting) return critical(`The ${contradicting.name} contradicts it`);
  if (problem) return critical(problem.message);
  if (recovery) {
    const lost = recovery.lost === null ? '' : `, ${recovery.lost} of the signed entries are lost`;
    return critical(`It was recovered because ${recovery.why}${lost}`);
  }
  if (size === 0) return unknown('Nothing is journaled yet');
  const away = anchors.find(({ state }) => state === 'unreachable');
  if (away) return { level: 'warning', words: `The ${away.name} cannot be reached` };
  if (anchors.length === 0) return unknown('No external anchor: only its own word');
  if (anchors.some(({ state }) => state === 'unknown' || state === 'empty')) {
    return unknown('Not anchored yet');
  }
  const held = anchors.find(({ state, problem: why }) => state === 'behind' && why !== null);
  if (held) return { level: 'warning', words: `The ${held.name} is behind: ${held.problem}` };
  return { level: 'good', words: 'Anchored' };
}

function critical(words: string): Standing {
  return { level: 'critical', words };
}

function unknown(words: string): Standing {
  return { level: 'unknown', words };
}
