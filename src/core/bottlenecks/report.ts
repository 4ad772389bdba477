import { z } from 'zod';
import { toIso } from '../kernel/clock.ts';
import { AREAS, areaFindings, ranked, type Suspect } from './finding.ts';

/** What one look at one area came to, as it is kept. */
export const areaLook = areaFindings.extend({
  area: z.enum(AREAS),
  /** `partly`: something essential of it could not be looked at. */
  state: z.enum(['looked', 'partly', 'not-looked', 'not-configured']),
  /** Why it was not looked at, or not wholly. */
  why: z.string().nullable(),
  hint: z.string().nullable(),
  observedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
});
export type AreaLook = z.infer<typeof areaLook>;

export type BottleneckReport = ReturnType<typeof reportOf>;

/** The looks at areas as one ranked answer. */
export function reportOf(looks: readonly AreaLook[], checkedAt: number) {
  const ordered = AREAS.flatMap((area) => looks.find((look) => look.area === area) ?? []);
  const suspects = ranked(withoutDoubles(ordered.flatMap((look) => look.suspects)));
  const configured = ordered.filter(({ state }) => state !== 'not-configured');
  const isBlind = configured.some(({ state }) => state !== 'looked');
  return {
    checkedAt: toIso(checkedAt),
    verdict:
      suspects.length > 0
        ? ('found' as const)
        : isBlind || configured.length === 0
          ? ('unknown' as const)
          : ('none' as const),
    areas: ordered.map(({ suspects: _, fine: __, blind: ___, observedAt, ...state }) => ({
      ...state,
      observedAt: observedAt === null ? null : toIso(observedAt),
    })),
    suspects: suspects.map(({ observedAt, ...suspect }) => ({ ...suspect, observedAt: toIso(observedAt) })),
    fine: ordered
      .flatMap(({ fine }) => fine)
      .map(({ observedAt, ...one }) => ({ ...one, observedAt: toIso(observedAt) })),
    blind: ordered.flatMap(({ blind }) => blind),
  };
}

/** A store that does not answer is told once: by the area that it is all of. */
function withoutDoubles(suspects: readonly Suspect[]): Suspect[] {
  const down = new Set(
    suspects.filter(({ id }) => /^(database|cache)\/unreachable$/.test(id)).map(({ about }) => about),
  );
  return suspects.filter(({ area, about }) => area !== 'network' || !down.has(about));
}
