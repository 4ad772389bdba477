import { type Resource, resources } from './resources.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

interface ListedResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
  group?: string;
  version?: string;
}

const reviews: ListedResource = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

const metrics: readonly ListedResource[] = [
  { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
  { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
];

const groups = [
  { name: 'apps', version: 'v1' },
  { name: 'authorization.k8s.io', version: 'v1' },
  { name: 'metrics.k8s.io', version: 'v1beta1' },
  { name: 'networking.k8s.io', version: 'v1' },
];

export const serverVersion = {
  major: '1',
  minor: '30',
  gitVersion: 'v1.30.4+acgs-sandbox',
  gitCommit: 'a51b3b711150f57ffc1f526a640ec058514ed596',
  gitTreeState: 'clean',
  buildDate: '2024-08-14T19:02:46Z',
  goVersion: 'go1.22.5',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** The discovery document at `path`, or undefined when the path is none of discovery's. */
export function discoveryAt(path: string): unknown {
  if (path === '/version') {
    return serverVersion;
  }
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
    };
  }
  if (path === '/apis') {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupDocument) };
  }
  const group = groups.find(({ name }) => path === `/apis/${name}`);
  if (group) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) };
  }
  if (path === '/api/v1') {
    return resourceList('v1', listed(''));
  }
  switch (path) {
    case '/apis/apps/v1':
      return resourceList('apps/v1', listed('apps'));
    case '/apis/networking.k8s.io/v1':
      return resourceList('networking.k8s.io/v1', listed('networking.k8s.io'));
    case '/apis/authorization.k8s.io/v1':
      return resourceList('authorization.k8s.io/v1', [reviews]);
    case '/apis/metrics.k8s.io/v1beta1':
      return resourceList('metrics.k8s.io/v1beta1', metrics);
    default:
      return openApiAt(path);
  }
}

function groupDocument({ name, version }: { name: string; version: string }) {
  const entry = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [entry], preferredVersion: entry };
}

function resourceList(groupVersion: string, entries: readonly ListedResource[]) {
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: entries };
}

function listed(group: string): ListedResource[] {
  return resources
    .filter((resource) => resource.group === group)
    .flatMap((resource) => {
      const { plural, singular, namespaced, kind, shortNames, categories } = resource;
      return [
        { name: plural, singularName: singular, namespaced, kind, verbs, shortNames, categories },
        ...resource.subresources.map((subresource) => subresourceEntry(resource, subresource)),
      ];
    });
}

function subresourceEntry(resource: Resource, subresource: string): ListedResource {
  const common = {
    name: `${resource.plural}/${subresource}`,
    singularName: '',
    namespaced: resource.namespaced,
  };
  return subresource === 'scale'
    ? { ...common, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] }
    : { ...common, kind: resource.kind, verbs: subresource === 'log' ? ['get'] : ['get', 'patch', 'update'] };
}

/** Just enough OpenAPI for kubectl to learn that the server validates fields itself. */
function openApiAt(path: string): unknown {
  const versions = ['api/v1', 'apis/apps/v1', 'apis/networking.k8s.io/v1'];
  if (path === '/openapi/v3') {
    return {
      paths: Object.fromEntries(
        versions.map((version) => [version, { serverRelativeURL: `/openapi/v3/${version}` }]),
      ),
    };
  }
  const version = versions.find((candidate) => path === `/openapi/v3/${candidate}`);
  if (version === undefined) {
    return undefined;
  }
  const group = version === 'api/v1' ? '' : (version.split('/')[1] ?? '');
  const ofGroup = resources.filter((resource) => resource.group === group);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion.gitVersion },
    components: { schemas: {} },
    paths: Object.fromEntries(
      ofGroup.map((resource) => [
        `/${version}/${resource.namespaced ? 'namespaces/{namespace}/' : ''}${resource.plural}/{name}`,
        {
          patch: {
            parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }],
            responses: {},
            'x-kubernetes-group-version-kind': { group, version: 'v1', kind: resource.kind },
          },
        },
      ]),
    ),
  };
}
