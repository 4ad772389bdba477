import type { Cluster } from '../../cluster/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { type Clock, sleep, toIso } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import type { Facts } from '../../store/facts/index.ts';
import type { Evidence, Item } from '../assessment.ts';
import type { Collector, Look } from '../collector.ts';
import { type Component, componentsOf, configurationOf } from './components.ts';
import { componentOf, evidenceOf, type Seen } from './evidence.ts';
import { remember } from './history.ts';
import { answersOf, type ShownHash } from './services.ts';
import type { Source } from './source.ts';
import { readWorkloads } from './workloads.ts';

/** What is looked at with every whole validation only is not held against the present after so long. */
const MOST_AGE_MS = 86_400_000;
/** The longest that a first list of the cluster is waited for: a quick validation has two seconds in all. */
const SETTLE_MS = { quick: 1200, whole: 15_000 };

/** The constitutional hash, wherever a component carries it. */
export function createHashIntegrity(options: {
  profile: Profile;
  expectedHash: string;
  shown: () => readonly ShownHash[];
  /** Has every service looked at now. */
  check: (signal: AbortSignal | undefined) => Promise<unknown>;
  cluster: Pick<Cluster, 'own' | 'configured' | 'namespace'>;
  /** What is no service. */
  sources: readonly Source[];
  /** A component as an earlier validation found it. */
  lastKnown: (id: string) => Item | undefined;
  /** Where what each component showed is written down. */
  facts: Pick<Facts, 'record' | 'history'>;
  clock: Clock;
}): Collector {
  const { profile, expectedHash, shown, check, cluster, sources, lastKnown, facts, clock } = options;
  const components = componentsOf(profile);
  const configuration = configurationOf(profile);
  const tables = () => [cluster.own('deployments'), cluster.own('configMaps'), cluster.own('pods')];

  /** Watches what components have in the cluster, at least until it has been seen. */
  const settle = async ({ mode, signal }: Look): Promise<() => void> => {
    if (!cluster.configured) return () => undefined;
    const held = tables().map((table) => table.hold());
    const enough = new AbortController();
    const settled = Promise.all(tables().map((table) => table.settled(signal)));
    const most = sleep(clock.real, mode === 'quick' ? SETTLE_MS.quick : SETTLE_MS.whole, enough.signal);
    try {
      await Promise.race([settled, most]);
    } finally {
      enough.abort();
      most.catch(() => undefined);
      settled.catch(() => undefined);
    }
    return () => {
      for (const release of held) release();
    };
  };

  const known = new Map<string, Evidence[]>();
  /** What is still worth saying of what is looked at rarely. */
  const knownOf = ({ id }: Source): Evidence[] | undefined => {
    const evidence = known.get(id) ?? lastKnown(id)?.evidence;
    const since = toIso(clock.now() - MOST_AGE_MS);
    const isRecent = evidence?.every(({ observedAt }) => observedAt !== null && observedAt >= since);
    return evidence !== undefined && evidence.length > 0 && isRecent ? evidence : undefined;
  };
  const sourceItem = async (source: Source, look: Look): Promise<Item> => {
    const { id, title, quick, missing } = source;
    const earlier = look.mode === 'quick' && quick !== 'now' ? knownOf(source) : undefined;
    if (earlier) return componentOf(source, earlier, missing);
    const seen = await source.look(look).catch((error: unknown): Seen[] => {
      look.signal?.throwIfAborted();
      const unverified = `cannot be seen: ${problemOf(error).message}`;
      return [{ source: title, observed: null, observedAt: null, unverified }];
    });
    const evidence = seen.map((it) => evidenceOf(it, expectedHash));
    known.set(id, evidence);
    return componentOf(source, evidence, missing);
  };

  return {
    part: 'hash',
    quick: true,
    async collect(look) {
      const { mode, signal } = look;
      // What nobody looked at yet, or not for long, is looked at, however quick it has to be.
      const isNew = shown().every(({ observedAt, stale }) => observedAt === null || stale);
      const others = Promise.all(sources.map((source) => sourceItem(source, look)));
      const [release] = await Promise.all([
        settle(look),
        mode !== 'quick' || isNew ? check(signal) : null,
        others,
      ]);
      try {
        const answers = new Map(shown().map((it) => [it.id, it]));
        const workloads = readWorkloads(cluster);
        const itemOf = (component: Component): Item => {
          const answer = component.service === null ? undefined : answers.get(component.service);
          const seen = [...(answer ? answersOf(answer) : []), ...workloads.of(component)];
          const missing =
            component.deployment !== null || answer?.isAsked
              ? 'shows no constitutional hash'
              : 'is not configured in the profile';
          return componentOf(
            component,
            seen.map((it) => evidenceOf(it, expectedHash)),
            missing,
          );
        };
        return remember(facts, [
          ...components.map(itemOf),
          componentOf(
            configuration,
            workloads.of(configuration).map((it) => evidenceOf(it, expectedHash)),
            cluster.configured ? 'has no config map that carries the hash' : 'the profile names no cluster',
          ),
          ...(await others),
        ]);
      } finally {
        release();
      }
    },
  };
}
