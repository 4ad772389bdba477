import { type Resource, resources } from './resources.ts';

/** What a URL names: a collection, one object in it, or a part of that object. */
export interface Target {
  resource: Resource;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** What a URL of metrics.k8s.io names. */
export interface MetricsTarget {
  plural: 'nodes' | 'pods';
  namespace: string | undefined;
  name: string | undefined;
}

/** Reads `/api/v1/...` and `/apis/GROUP/VERSION/...`; undefined when no resource of ours is meant. */
export function parseTarget(path: string): Target | undefined {
  const parts = parseParts(path);
  const resource = resources.find(
    ({ group, version, plural }) =>
      group === parts?.group && version === parts.version && plural === parts.plural,
  );
  if (
    parts === undefined ||
    resource === undefined ||
    (parts.namespace !== undefined && !resource.namespaced)
  ) {
    return undefined;
  }
  return { resource, namespace: parts.namespace, name: parts.name, subresource: parts.subresource };
}

export function parseMetricsTarget(path: string): MetricsTarget | undefined {
  const parts = parseParts(path);
  if (parts?.group !== 'metrics.k8s.io' || parts.version !== 'v1beta1' || parts.subresource !== undefined) {
    return undefined;
  }
  const { plural, namespace, name } = parts;
  return plural === 'nodes' || plural === 'pods' ? { plural, namespace, name } : undefined;
}

function parseParts(path: string) {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  const core = segments[0] === 'api';
  const [group = '', version, ...rest] = core ? ['', ...segments.slice(1)] : segments.slice(1);
  if ((!core && segments[0] !== 'apis') || version === undefined || rest.length === 0) {
    return undefined;
  }
  const inNamespace = rest[0] === 'namespaces' && rest.length >= 3;
  const [plural = '', name, subresource, ...excess] = inNamespace ? rest.slice(2) : rest;
  return excess.length > 0
    ? undefined
    : { group, version, plural, namespace: inNamespace ? rest[1] : undefined, name, subresource };
}
