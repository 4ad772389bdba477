import type { BottleneckReport } from './report.ts';

/** What a look came to, in one line with its mark. */
export function headlineOf({
  verdict,
  suspects,
  areas,
}: {
  verdict: BottleneckReport['verdict'];
  suspects: readonly unknown[];
  areas: readonly Pick<BottleneckReport['areas'][number], 'area' | 'state'>[];
}): string {
  const looked = areas
    .filter(({ state }) => state === 'looked' || state === 'partly')
    .map(({ area }) => area);
  switch (verdict) {
    case 'found':
      return suspects.length === 1
        ? '❌ 1 suspect'
        : `❌ ${suspects.length} suspects, in the order in which to look into them`;
    case 'none':
      return `✅ No bottleneck found in ${listed(looked)}`;
    case 'unknown':
      return looked.length === 0
        ? '❔ Nothing could be looked at'
        : `❔ Nothing found in ${listed(looked)}, but not everything could be looked at`;
  }
}

function listed(areas: readonly string[]): string {
  return areas.length < 2 ? (areas[0] ?? '') : `${areas.slice(0, -1).join(', ')} and ${areas.at(-1)}`;
}
