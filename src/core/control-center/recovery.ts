import type { Cluster } from '../cluster/index.ts';
import { findConfigMap, restorable } from '../cluster/operations/config-maps.ts';
import type { Compliance } from '../compliance/index.ts';
import { createCompliantConfiguration } from '../compliance/recovery/compliant-configuration.ts';
import { createRecovery, type Recovery } from '../compliance/recovery/index.ts';
import { DEFAULT_CONFIG_MAP, DEFAULT_NAMESPACE } from '../connect/profile/schema.ts';

/** The way back to a system that complies; the configuration is kept after each validation, while it does. */
export function openRecovery(
  options: Omit<Parameters<typeof createRecovery>[0], 'configuration'> &
    Omit<Parameters<typeof createCompliantConfiguration>[0], 'of' | 'read'> & {
      cluster: Pick<Cluster, 'configured' | 'connect'>;
      compliance: Pick<Compliance, 'subscribe'>;
    },
): Recovery {
  const { profile, cluster, compliance } = options;
  const configuration = createCompliantConfiguration({
    ...options,
    async read(of) {
      const live = await findConfigMap(await cluster.connect(), of);
      return live && restorable(live);
    },
    of: {
      namespace: profile.cluster?.namespace ?? DEFAULT_NAMESPACE,
      name: profile.cluster?.configMap ?? DEFAULT_CONFIG_MAP,
    },
  });
  if (cluster.configured) compliance.subscribe(() => void configuration.look());
  return createRecovery({ ...options, configuration });
}
