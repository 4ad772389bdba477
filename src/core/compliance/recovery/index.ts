import type { ClusterOperations } from '../../cluster/operations/index.ts';
import { DEFAULT_CONFIG_MAP, DEFAULT_NAMESPACE, type Profile } from '../../connect/profile/schema.ts';
import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind, Prepared } from '../../operate/operation.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { clusterPlaces } from '../hash/components.ts';
import type { CompliantConfiguration } from './compliant-configuration.ts';
import { haltOperation } from './halt.ts';
import { incidentOf } from './incident.ts';
import { restoreEverywhere } from './restore-everywhere.ts';

/** The way back to a system that complies, as operations for the door. */
export interface Recovery {
  halt: OperationKind<{ except: string }>;
  /** The last compliant configuration, and the hash of everything else that carries another one. */
  restore: OperationKind<Record<string, never>>;
  kinds: readonly OperationKind<unknown>[];
  /** When the configuration was last seen to comply, epoch milliseconds; null when it was not. */
  lastCompliantAt(): number | null;
  /** The report of what happened. */
  incidentOf: typeof incidentOf;
}

export function createRecovery(options: {
  profile: Profile;
  operations: Pick<ClusterOperations, 'hashObjects' | 'restoreHash' | 'applyConfigMap'>;
  configuration: Pick<CompliantConfiguration, 'last'>;
  processes: Pick<Processes, 'list' | 'get' | 'pause'>;
}): Recovery {
  const { profile, operations, configuration, processes } = options;
  const namespace = profile.cluster?.namespace ?? DEFAULT_NAMESPACE;
  const main = profile.cluster?.configMap ?? DEFAULT_CONFIG_MAP;

  const wrong = async (signal: AbortSignal): Promise<Prepared[]> => {
    const prepared: Prepared[] = [];
    const seen = new Set<string>();
    for (const place of clusterPlaces(profile)) {
      for (const { parameters, isWrong } of await operations.hashObjects(place, signal).catch(noneIfGone)) {
        // Several deployments may take their hash from the same config map: it is put back once.
        const object = `${parameters.object} ${parameters.name}`;
        if (!isWrong || seen.has(object)) continue;
        seen.add(object);
        const last =
          parameters.object === 'config map' && parameters.name === main ? configuration.last() : null;
        prepared.push(
          last === null
            ? await operations.restoreHash.prepare(parameters, signal)
            : await operations.applyConfigMap.prepare(
                {
                  ...{ namespace, name: main, manifest: last.manifest, whole: true },
                  source: `the last compliant configuration, seen ${toIso(last.at)}`,
                },
                signal,
              ),
        );
      }
    }
    return prepared;
  };

  const halt = haltOperation(processes);
  const restore = restoreEverywhere(wrong);
  return {
    halt,
    restore,
    kinds: [halt, restore],
    lastCompliantAt: () => configuration.last()?.at ?? null,
    incidentOf,
  };
}

/** What is gone carries no hash, and there is nothing to put back. */
function noneIfGone(error: unknown): [] {
  if (error instanceof OperatorError && error.code === 'not-found') return [];
  throw error;
}
