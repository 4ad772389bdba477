import { SYSTEMS } from '../connect/profile/systems.ts';
import type { Baseline } from './baseline.ts';
import { valueWords } from './figure-words.ts';
import { figureOf } from './figures.ts';

/** How two revisions differ, figure by figure, as a unified diff: what an approval is given for. */
export function differenceOf(before: Baseline, after: Baseline): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].toSorted(
    (one, other) => order(one) - order(other),
  );
  const lines = keys.flatMap((key) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (was === is) return [` ${was ?? ''}`];
    return [...(was === undefined ? [] : [`-${was}`]), ...(is === undefined ? [] : [`+${is}`])];
  });
  return [
    `--- ${before.name}, revision ${before.revision}`,
    `+++ ${after.name}, revision ${after.revision}`,
    `@@ -1,${old.size} +1,${fresh.size} @@`,
    ...lines,
  ].join('\n');
}

function linesOf({ figures }: Baseline): Map<string, string> {
  return new Map(
    figures.map(({ system, figure, value, low, high, samples }) => {
      const { title, unit } = figureOf(figure);
      const words = (each: number) => valueWords(each, unit);
      const text = `${system}: ${title}: ${words(value)} (${words(low)} to ${words(high)}, n = ${samples})`;
      return [`${system} ${figure}`, text];
    }),
  );
}

function order(key: string): number {
  return SYSTEMS.findIndex(({ id }) => key.startsWith(`${id} `));
}
