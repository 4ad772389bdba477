import { toIso } from '../../kernel/clock.ts';
import type { Assessment, Item } from '../assessment.ts';
import { MARKS } from '../lines.ts';
import { RECOVERY_MS } from '../recovery-time.ts';
import type { Violation } from '../violations/index.ts';

const MINUTE_MS = 60_000;

/** What a compliance incident was, from the first violation that is about it to the validation that ended it. */
export interface Incident {
  /** ISO 8601. */
  begunAt: string | null;
  /** When a validation found it over; null while it goes on. */
  recoveredAt: string | null;
  /** Of recovery, milliseconds; so far while it goes on. */
  tookMs: number | null;
  withinTarget: boolean | null;
  verdict: Assessment['verdict'] | null;
  lines: string[];
}

/**
 * The report of an incident, as lines of text: what was found when, what was done, how it is now.
 *
 * @param since the run that sees to it was begun then, epoch milliseconds: what was over before is another incident
 */
export function incidentOf(of: {
  found: Assessment | null;
  violations: readonly Violation[];
  since: number;
  now: number;
}): Incident {
  const { found, since, now } = of;
  const about = of.violations.filter(({ verifiedAt, source, state }) =>
    // No check can verify what a counter or a log told of: that it is fixed is the last that is said of it.
    verifiedAt === null ? source === 'check' || state !== 'fixed' : Date.parse(verifiedAt) >= since,
  );
  const open = about.filter(({ state }) => state !== 'verified');
  const begun = about.map(({ detectedAt }) => Date.parse(detectedAt)).sort((a, b) => a - b)[0] ?? null;
  const isOver = found?.verdict === 'compliant' && Date.parse(found.checkedAt) >= since;
  const recovered = isOver ? Date.parse(found.checkedAt) : null;
  const tookMs = begun === null ? null : Math.max(0, (recovered ?? now) - begun);
  const withinTarget = tookMs === null ? null : tookMs <= RECOVERY_MS;
  return {
    begunAt: begun === null ? null : toIso(begun),
    recoveredAt: recovered === null ? null : toIso(recovered),
    ...{ tookMs, withinTarget, verdict: found?.verdict ?? null },
    lines: [
      `Compliance incident report, ${toIso(now)}`,
      begun === null
        ? 'No violation is recorded of it'
        : `Detected ${toIso(begun)}: ${about.length} violations, ${open.length} of them not over`,
      ...about.map(violationLine),
      ...(found === null ? ['Nothing was validated'] : assessmentLines(found)),
      recoveryLine({ begun, recovered, tookMs, withinTarget }),
    ],
  };
}

function violationLine({ component, rule, says, state, verifiedAt }: Violation): string {
  return `${state === 'verified' ? MARKS.met : MARKS.missed} ${component}, ${rule}: ${says} (${state}${verifiedAt === null ? '' : ` ${verifiedAt}`})`;
}

function assessmentLines({ checkedAt, verdict, parts }: Assessment): string[] {
  const wrong = parts.flatMap(({ id, items }) =>
    id === 'hash' ? items.filter(({ counts }) => counts !== 1).map(hashLine) : [],
  );
  return [
    `Last validation ${checkedAt}: ${verdict}`,
    ...parts.map(({ title, says }) => `${title}: ${says}`),
    ...wrong,
  ];
}

function hashLine({ title, says, evidence }: Item): string {
  const by = evidence.flatMap(({ value, changedBy }) => (value === 0 && changedBy ? [changedBy] : []))[0];
  return `${title}: ${says ?? 'not verified'}${by ? `, changed by ${by.who} at ${by.at}` : ''}`;
}

function recoveryLine(of: {
  begun: number | null;
  recovered: number | null;
  tookMs: number | null;
  withinTarget: boolean | null;
}): string {
  const { begun, recovered, tookMs, withinTarget } = of;
  if (begun === null || tookMs === null) return 'Recovery time: nothing to recover from';
  const minutes = `${(tookMs / MINUTE_MS).toFixed(1)} min`;
  if (recovered === null) return `${MARKS.unknown} Not recovered: ${minutes} so far, 30 min are the target`;
  return `${withinTarget ? MARKS.met : MARKS.missed} Recovered within ${minutes}, 30 min are the target`;
}
