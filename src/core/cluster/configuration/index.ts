import { CONFIG_MAPS, type Profile } from '../../connect/profile/schema.ts';
import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import { type Clock, instantOf } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import { OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { Facts } from '../../store/facts/index.ts';
import type { Cluster } from '../index.ts';
import { configMapWords } from '../operations/config-maps.ts';
import { judgeConfiguration } from './judge.ts';
import { type Journaled, lastWritten } from './last-written.ts';
import { lookAtConfiguration } from './look.ts';
import { type ConfigurationReport, configurationReport } from './report.ts';
import { type SetValueParameters, setValueOperation } from './set-value.ts';
import { type SetVariableParameters, setVariableOperation } from './set-variable.ts';
import { lastKnown } from './stale.ts';
import { createConfigurationWatch, type SeenReport } from './watch.ts';
import { recordValues, withKnownWritings } from './writings.ts';

/** The configuration with when it was seen, and why it is not as it is now. */
export interface ConfigurationView {
  /** Null while nobody has seen it. */
  report: ConfigurationReport | null;
  /** ISO 8601. */
  observedAt: string | null;
  /** Null while what is told is the present. */
  problem: Problem | null;
}

/** Environment variables and config map of the MLOps system beside what they are to be. */
export interface Configuration {
  operations: {
    set: OperationKind<SetValueParameters>;
    setVariable: OperationKind<SetVariableParameters>;
    /** All of them, for the catalogue. */
    kinds: readonly OperationKind<unknown>[];
  };
  /** One look. Without a cluster it is what was last seen, as unknown. */
  look(signal: AbortSignal): Promise<ConfigurationView>;
  /** What was last seen not after `at`, epoch milliseconds. */
  last(at: number): ConfigurationView;
  /** Again after every look, while somebody reads; of a past moment one frame. `at`: null is live. */
  frames(at: number | null, signal: AbortSignal | undefined): AsyncGenerator<ConfigurationView, void, void>;
}

const SUBJECT = 'configuration';
const FACET = 'report';
const FRAME_MS = 250;

export function createConfiguration(options: {
  profile: Profile;
  cluster: Pick<Cluster, 'configured' | 'connect' | 'namespace'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  facts: Pick<Facts, 'record' | 'factAt' | 'history'>;
  journal: Journaled & { subscribe(listener: () => void): () => void };
  redactor: Redactor;
  clock: Clock;
}): Configuration {
  const { profile, cluster, thresholds, expectedHash, facts, journal, redactor, clock } = options;
  const { namespace, connect } = cluster;
  const named = profile.cluster?.configMap;
  const names = named === undefined ? CONFIG_MAPS : [named];
  const manager = profile.services?.['mlops-manager']?.deployment ?? 'mlops-manager';
  const { environment } = profile;
  const ground = { namespace, named, manager, environment, expectedHash, thresholds };
  const set = setValueOperation({ ...ground, connect, clock });
  const setVariable = setVariableOperation({ ...ground, connect, clock });

  /** @throws OperatorError when nothing of it could be read */
  const lookNow = async (signal: AbortSignal) => {
    if (!cluster.configured) {
      throw new OperatorError('not-configured', 'The profile names no cluster', {
        hint: 'Add a cluster to the profile; docs/profile.md shows how.',
      });
    }
    const seen = await lookAtConfiguration(await connect(), ground, signal);
    const { configMaps, deployments } = seen;
    if (!configMaps.ok && !deployments.ok && configMaps.problem.code !== 'forbidden') {
      const { code, message, hint } = configMaps.problem;
      throw new OperatorError(code, message, hint === null ? {} : { hint });
    }
    const [first] = configMaps.ok ? configMaps.value : [];
    const target = configMapWords(first ?? { namespace, name: names[0] ?? '' });
    const last = await lastWritten(journal, target, signal);
    const observedAt = clock.now();
    const maps = configMaps.ok ? configMaps.value.map((map) => withKnownWritings(map, facts, last)) : [];
    if (configMaps.ok) recordValues(facts, configMaps.value, observedAt);
    const dated = { ...seen, configMaps: configMaps.ok ? { ...configMaps, value: maps } : configMaps };
    const report = redactor.data(judgeConfiguration(dated, { ...ground, names }, last));
    facts.record(SUBJECT, FACET, report, observedAt);
    return { report, observedAt, problem: null };
  };
  const recorded = (at: number): SeenReport => {
    const fact = facts.factAt(SUBJECT, FACET, at);
    const parsed = configurationReport.safeParse(fact?.value);
    if (fact === undefined || !parsed.success) return { report: null, observedAt: null, problem: null };
    return { report: parsed.data, observedAt: Math.min(fact.lastSeenAt, at), problem: null };
  };
  const viewOf = ({ report, observedAt, problem }: SeenReport): ConfigurationView => ({
    report: report !== null && problem !== null ? lastKnown(report, problem) : report,
    observedAt: instantOf(observedAt),
    problem,
  });
  const watch = createConfigurationWatch({
    ...{ look: lookNow, clock, onAct: journal.subscribe },
    last: () => recorded(clock.now()),
  });

  return {
    operations: { set, setVariable, kinds: [set, setVariable] },
    async look(signal) {
      try {
        return viewOf(await lookNow(signal));
      } catch (error) {
        signal.throwIfAborted();
        return viewOf({ ...recorded(clock.now()), problem: problemOf(error) });
      }
    },
    last: (at) => viewOf(recorded(at)),
    frames: (at, signal) =>
      conflate({
        ...{ clock, frameMs: FRAME_MS, signal },
        subscribe: at === null ? watch.subscribe : () => () => {},
        snapshot: () => viewOf(at === null ? watch.now() : recorded(at)),
      }),
  };
}
