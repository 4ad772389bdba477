import { DEFAULT_CONFIG_MAP, type Profile } from '../../connect/profile/schema.ts';
import { isServiceId } from '../../connect/profile/systems.ts';

/** Where in the cluster the things are that runbooks name. */
export interface Places {
  /** By the id of a system of the profile, or its own name; without a namespace, the profile's. */
  deployment(named: { deployment: string; namespace?: string | undefined }): Place;
  /** Without a name, the profile's. */
  configMap(named: { name?: string | undefined; namespace?: string | undefined }): Place;
  /** The ids of the profile's systems that have a deployment. */
  deployed: readonly string[];
  /** The id of the system that a deployment belongs to, or the name itself. */
  systemOf(deployment: string): string;
}

interface Place {
  namespace: string;
  name: string;
}

export function placesOf(profile: Profile, namespace: string): Places {
  const services = profile.services ?? {};
  return {
    deployment({ deployment, ...named }) {
      const system = isServiceId(deployment) ? services[deployment] : undefined;
      return { namespace: named.namespace ?? namespace, name: system?.deployment ?? deployment };
    },
    configMap: ({ name, ...named }) => ({
      namespace: named.namespace ?? namespace,
      name: name ?? profile.cluster?.configMap ?? DEFAULT_CONFIG_MAP,
    }),
    deployed: Object.entries(services).flatMap(([id, service]) => (service?.deployment ? [id] : [])),
    systemOf(deployment) {
      const found = Object.entries(services).find(([, service]) => service?.deployment === deployment);
      return found?.[0] ?? deployment;
    },
  };
}
