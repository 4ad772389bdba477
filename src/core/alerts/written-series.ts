import type { Labels } from '../promql/index.ts';
import type { GroupState, RuleState } from './rules/evaluation/group.ts';

/** Series that rules wrote whose group is loaded no longer as it was. */
export interface WrittenSeries {
  /** The group with the series of the rules that it has taken over, so that it ends what it does not write itself. */
  handOver(group: GroupState): GroupState;
  /** Those that no rule has taken over. */
  orphans(): Labels[];
}

/** As in Prometheus, a rule takes over from the first of its group that has its kind and name. */
export function writtenBy(groups: readonly GroupState[]): WrittenSeries {
  const left = groups.flatMap(({ group, rules }) => rules.map((state) => ({ group, state })));
  return {
    handOver: (after) => ({
      ...after,
      rules: after.rules.map((state): RuleState => {
        const index = left.findIndex(
          (it) =>
            it.group.file === after.group.file &&
            it.group.name === after.group.name &&
            it.state.rule.kind === state.rule.kind &&
            it.state.rule.name === state.rule.name,
        );
        const [taken] = index < 0 ? [] : left.splice(index, 1);
        return taken ? { ...state, series: taken.state.series } : state;
      }),
    }),
    orphans: () => left.flatMap(({ state }) => [...state.series.values()]),
  };
}
