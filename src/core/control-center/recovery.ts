import type { Compliance } from '../compliance/index.ts';
import { createCompliantConfiguration } from '../compliance/recovery/compliant-configuration.ts';
import { createRecovery, type Recovery } from '../compliance/recovery/index.ts';
import { DEFAULT_CONFIG_MAP, DEFAULT_NAMESPACE } from '../connect/profile/schema.ts';

/** The way back to a system that complies; the configuration is kept after each validation, while it does. */
export function openRecovery(
  options: Omit<Parameters<typeof createRecovery>[0], 'configuration'> &
    Omit<Parameters<typeof createCompliantConfiguration>[0], 'of'> & {
      compliance: Pick<Compliance, 'subscribe'>;
    },
): Recovery {
  const { profile, compliance } = options;
  const configuration = createCompliantConfiguration({
    ...options,
    of: {
      namespace: profile.cluster?.namespace ?? DEFAULT_NAMESPACE,
      name: profile.cluster?.configMap ?? DEFAULT_CONFIG_MAP,
    },
  });
  compliance.subscribe(() => void configuration.look());
  return createRecovery({ ...options, configuration });
}
