import {
  CONFIG_MAPS,
  DEFAULT_CONFIG_MAP,
  DEFAULT_NAMESPACE,
  type Profile,
} from '../../connect/profile/schema.ts';
import { SERVICE_IDS, type ServiceId, systemName } from '../../connect/profile/systems.ts';
import { OperatorError } from '../../kernel/errors.ts';

/** A component that has to carry the constitutional hash. */
export interface Component {
  id: string;
  title: string;
  /** Of the guides: asked by its probe. */
  service: ServiceId | null;
  deployment: string | null;
  /** Those that have to be there, and those that count where they are. */
  configMaps: { name: string; isNeeded: boolean }[];
}

/** The services of the guides, whether the profile names them or not, and what it names beside them. */
export function componentsOf(profile: Profile): Component[] {
  return [
    ...SERVICE_IDS.map((id) => ({
      ...{ id, title: systemName(id), service: id, configMaps: [] },
      deployment: profile.services?.[id]?.deployment ?? null,
    })),
    ...(profile.compliance?.components ?? []).map(({ name, deployment = null, configMap }) => ({
      ...{ id: name, title: name, service: null, deployment },
      configMaps: configMap === undefined ? [] : [{ name: configMap, isNeeded: true }],
    })),
  ];
}

export function configurationOf({ cluster }: Profile): Component {
  const named = cluster?.configMap;
  const names = [...new Set([named ?? DEFAULT_CONFIG_MAP, ...CONFIG_MAPS])];
  return {
    ...{ id: 'configuration', title: 'Configuration', service: null, deployment: null },
    configMaps: names.map((name) => ({ name, isNeeded: name === named })),
  };
}

/** What a component has in the cluster. */
export interface ClusterPlace {
  namespace: string;
  deployment: string | null;
  configMaps: string[];
}

/** Of every component that has something in the cluster. */
export function clusterPlaces(profile: Profile): ClusterPlace[] {
  return [configurationOf(profile), ...componentsOf(profile)]
    .filter(({ deployment, configMaps }) => deployment !== null || configMaps.length > 0)
    .map((component) => inCluster(profile, component));
}

function inCluster({ cluster }: Profile, { deployment, configMaps }: Component): ClusterPlace {
  const namespace = cluster?.namespace ?? DEFAULT_NAMESPACE;
  return { namespace, deployment, configMaps: configMaps.map(({ name }) => name) };
}

/**
 * Where a component is kept in the cluster.
 *
 * @throws OperatorError `usage` when there is no such component, or nothing of it is in the cluster
 */
export function placeOf(profile: Profile, id: string): ClusterPlace {
  const components = [configurationOf(profile), ...componentsOf(profile)];
  const component = components.find((it) => it.id === id || it.title === id);
  if (!component) {
    throw new OperatorError('usage', `There is no component ${id} that is kept in the cluster`, {
      hint: `There are ${components.map((it) => it.id).join(', ')}.`,
    });
  }
  const { title, deployment, configMaps } = component;
  if (deployment === null && configMaps.length === 0) {
    throw new OperatorError('not-configured', `The profile names no deployment of ${title}`, {
      hint: `Add services.${id}.deployment to the profile.`,
    });
  }
  return inCluster(profile, component);
}
