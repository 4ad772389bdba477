import type { Health } from '../health/index.ts';
import type { Problem } from '../kernel/errors.ts';
import type { SourceState } from './sources.ts';

/** One row of `acgs doctor`: what was tried, how it went, and how to mend it. */
export interface Diagnosis {
  id: string;
  name: string;
  state: 'ok' | 'problem' | 'not-configured';
  what: string;
  mend: string | null;
}

/** Every source and system after one look at all of them, and what is wrong with what is kept here. */
export function diagnose(
  sources: readonly SourceState[],
  health: Health,
  troubles: readonly Problem[],
): Diagnosis[] {
  const kept: Diagnosis[] = troubles.map(({ message, hint }) => ({
    id: 'record',
    name: 'Local record',
    state: 'problem',
    what: message,
    mend: hint,
  }));
  const fromSources = sources
    .filter((source) => source.id !== 'probes')
    .map((source): Diagnosis => {
      const named = { id: source.id, name: source.name };
      if (source.state === 'not-configured') {
        return { ...named, state: 'not-configured', what: 'left out of the profile', mend: null };
      }
      if (source.state === 'live') return { ...named, state: 'ok', what: 'answers', mend: null };
      return {
        ...named,
        state: 'problem',
        what: source.problem?.message ?? 'no answer',
        mend: source.problem?.hint ?? null,
      };
    });
  const fromSystems = health
    .board()
    .tiles.filter((tile) => tile.id !== 'cluster')
    .map((tile): Diagnosis => {
      const named = { id: tile.id, name: tile.name };
      if (tile.status === 'not-configured') {
        return { ...named, state: 'not-configured', what: 'left out of the profile', mend: null };
      }
      if (tile.status === 'operational') {
        const took = tile.responseTimeMs === null ? '' : ` in ${Math.round(tile.responseTimeMs)} ms`;
        return { ...named, state: 'ok', what: `answers${took}`, mend: null };
      }
      const reason = tile.reason === null ? '' : `: ${tile.reason}`;
      return { ...named, state: 'problem', what: `${tile.status}${reason}`, mend: health.hintFor(tile.id) };
    });
  return [...kept, ...fromSources, ...fromSystems];
}
