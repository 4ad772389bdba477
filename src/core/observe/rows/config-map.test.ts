import { expect, it } from 'vitest';
import { projectConfigMap } from './config-map.ts';

const configMap = {
  metadata: {
    name: 'settings',
    namespace: 'acgs-production',
    creationTimestamp: '2025-06-01T00:00:00Z',
    annotations: { 'acgs.example/constitutional-hash': 'cdd01ef066bc6cf2' },
    managedFields: [
      { manager: 'kubectl', time: '2025-06-02T00:00:00Z', fieldsV1: { 'f:data': {} } },
      {
        manager: 'acgs-control-center',
        time: '2025-06-03T00:00:00Z',
        fieldsV1: { 'f:data': { 'f:constitutional_hash': {} } },
      },
    ],
  },
  data: { traffic: '100', 'a-note': 'größer', constitutional_hash: 'deadbeefcafe0000\n' },
  binaryData: { logo: Buffer.alloc(1000).toString('base64') },
  immutable: true,
};

it('keeps keys and sizes of a config map, and of its values only what has the shape of a hash', () => {
  const row = projectConfigMap(configMap);
  expect(row).toEqual({
    key: 'acgs-production/settings',
    namespace: 'acgs-production',
    name: 'settings',
    keys: ['a-note', 'constitutional_hash', 'logo', 'traffic'],
    sizes: [8, 17, 1000, 3],
    immutable: true,
    createdAt: Date.UTC(2025, 5, 1),
    changedBy: 'acgs-control-center',
    changedAt: Date.UTC(2025, 5, 3),
    hashes: ['cdd01ef066bc6cf2', 'deadbeefcafe0000\n'],
    hashPlaces: [
      {
        where: 'annotation acgs.example/constitutional-hash',
        pointer: '/metadata/annotations/acgs.example~1constitutional-hash',
        value: 'cdd01ef066bc6cf2',
        from: null,
        changedBy: null,
      },
      {
        where: 'key constitutional_hash',
        pointer: '/data/constitutional_hash',
        value: 'deadbeefcafe0000\n',
        from: null,
        changedBy: { name: 'acgs-control-center', at: Date.UTC(2025, 5, 3) },
      },
    ],
    hashLike: { constitutional_hash: 'deadbeefcafe0000\n' },
  });
  expect(JSON.stringify(row)).not.toContain('größer');
});

it('takes an empty one for what it is, and nothing else for a config map', () => {
  expect(projectConfigMap({ metadata: { name: 'empty' } })).toMatchObject({
    keys: [],
    immutable: false,
    changedBy: null,
    hashes: [],
  });
  expect(projectConfigMap({ kind: 'Status' })).toBeUndefined();
});
