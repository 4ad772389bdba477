import { percent } from '../kernel/percent.ts';
import type { Assessment, Item, Part, State } from './assessment.ts';

/** What goes before a line: the guides' marks, and one for what nobody can tell. */
export const MARKS: Readonly<Record<State, string>> = { met: '✅', missed: '❌', unknown: '❔' };

/** One item as it is told while others are still being looked at. */
export function lineOf({ title, counts, says }: Item): string {
  const mark = counts === null ? MARKS.unknown : counts === 1 ? MARKS.met : MARKS.missed;
  return says === null ? `${mark} ${title}` : `${mark} ${title}: ${says}`;
}

/** What has become of the parts since an earlier validation, a line for each; nothing when there was none. */
export function changesSince(before: Assessment | undefined, now: Assessment): string[] {
  if (before === undefined) return [];
  return [
    `Since ${before.checkedAt}: ${before.verdict} before, ${now.verdict} now`,
    ...now.parts.map((part) => {
      const old = before.parts.find(({ id }) => id === part.id);
      return `${part.title}: ${courseOf(old, part)}`;
    }),
  ];
}

function courseOf(old: Part | undefined, { value, state }: Part): string {
  const was = old?.value ?? null;
  if (value === null) return was === null ? 'not known, as before' : `not known; it was ${percent(was)}`;
  if (was === null) return `${percent(value)} (${state}); it was not known before`;
  const change = Math.round((value - was) * 1000) / 10;
  const how = change === 0 ? 'as before' : `${change > 0 ? '+' : ''}${change} points`;
  return `${percent(value)} (${state}), ${how}`;
}
