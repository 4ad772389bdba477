import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster, type WatchEvent } from './test-client.ts';

const namespace = '/api/v1/namespaces/acgs-production';
const deployments = '/apis/apps/v1/namespaces/acgs-production/deployments';
const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

let cluster: TestCluster;
let skippedMs = 0;
beforeAll(async () => {
  cluster = await startTestCluster({
    historyLimit: 40,
    bookmarkEveryMs: 20,
    now: () => Date.now() + skippedMs,
  });
});
afterAll(() => cluster.close());

async function take(events: AsyncGenerator<WatchEvent>, count: number): Promise<WatchEvent[]> {
  const taken: WatchEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) {
      break;
    }
  }
  return taken;
}

const nameOf = ({ metadata }: { metadata: { name?: string | undefined } }) => metadata.name;

describe('list', () => {
  it('gives pages of one moment, whatever is written between them', async () => {
    const whole = await cluster.call('GET', `${namespace}/pods`);
    const first = await cluster.call('GET', `${namespace}/pods?limit=10`);
    await cluster.call('POST', `${namespace}/configmaps`, configMap('between-pages'));
    const token = first.body.metadata.continue ?? '';
    const rest = await cluster.call('GET', `${namespace}/pods?limit=500&continue=${token}`);
    expect(first.body.items).toHaveLength(10);
    expect(first.body.metadata.remainingItemCount).toBe((whole.body.items?.length ?? 0) - 10);
    expect(rest.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    expect([...(first.body.items ?? []), ...(rest.body.items ?? [])].map(nameOf)).toEqual(
      whole.body.items?.map(nameOf),
    );
    expect(rest.body.metadata.continue).toBeUndefined();
  });

  it('answers 410 to a page whose snapshot is gone', async () => {
    const old = await cluster.call('GET', `${namespace}/pods?limit=1`);
    for (let count = 0; count < 40; count += 1) {
      await cluster.call('GET', `${namespace}/pods?limit=1`);
    }
    const late = await cluster.call(
      'GET',
      `${namespace}/pods?limit=1&continue=${old.body.metadata.continue}`,
    );
    expect([late.code, late.body.reason]).toEqual([410, 'Expired']);
  });

  it.each([
    ['labelSelector=app=auth-service', 2],
    ['labelSelector=app in (auth-service,git-integration)', 3],
    ['labelSelector=app notin (auth-service),app!=git-integration,app', 25],
    ['labelSelector=!app', 0],
    ['fieldSelector=status.phase=Running', 28],
    ['fieldSelector=status.phase!=Running', 0],
  ])('selects pods by %s', async (query, count) => {
    const { body } = await cluster.call('GET', `${namespace}/pods?${query.replaceAll(' ', '%20')}`);
    expect(body.items).toHaveLength(count);
  });

  it('refuses a field that pods cannot be selected by', async () => {
    const { code, body } = await cluster.call('GET', `${namespace}/pods?fieldSelector=spec.colour=blue`);
    expect([code, body.message]).toEqual([400, 'field label not supported: spec.colour']);
  });

  it('renders a table when asked', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = await cluster.call('GET', `${namespace}/pods?labelSelector=app=fv-service`, undefined, {
      accept,
    });
    expect(body.kind).toBe('Table');
    expect(body.rows?.map(({ cells }) => cells.slice(1, 4))).toEqual([
      ['1/1', 'Running', '0'],
      ['1/1', 'Running', '0'],
    ]);
  });
});

describe('watch', () => {
  it('resumes after a version without missing or repeating a change', async () => {
    const { body } = await cluster.call('POST', `${namespace}/configmaps`, configMap('resumed'));
    const from = body.metadata.resourceVersion;
    for (const value of ['1', '2']) {
      await cluster.call(
        'PATCH',
        `${namespace}/configmaps/resumed`,
        { data: { value } },
        {
          contentType: 'application/merge-patch+json',
        },
      );
    }
    const events = cluster.watch(`${namespace}/configmaps?watch=1&resourceVersion=${from}`);
    const missed = await take(events, 2);
    expect(missed.map(({ type, object }) => [type, object.data?.value])).toEqual([
      ['MODIFIED', '1'],
      ['MODIFIED', '2'],
    ]);
  });

  it('begins with what is there when no version is named', async () => {
    const events = await take(cluster.watch('/api/v1/nodes?watch=true'), 6);
    expect(events.map(({ type }) => type)).toEqual(Array(6).fill('ADDED'));
  });

  it('shows an object that leaves the selection as deleted and one that enters as added', async () => {
    await cluster.call('POST', `${namespace}/configmaps`, {
      ...configMap('moving'),
      metadata: { name: 'moving', labels: { side: 'left' } },
    });
    const path = `${namespace}/configmaps?watch=1&labelSelector=side%3Dleft`;
    const events = take(cluster.watch(path), 3);
    const move = (side: string) =>
      cluster.call(
        'PATCH',
        `${namespace}/configmaps/moving`,
        { metadata: { labels: { side } } },
        {
          contentType: 'application/merge-patch+json',
        },
      );
    await move('right');
    await move('left');
    expect((await events).map(({ type }) => type)).toEqual(['ADDED', 'DELETED', 'ADDED']);
  });

  it('sends bookmarks to those who allow them, with the newest version', async () => {
    const { body } = await cluster.call('POST', `${namespace}/configmaps`, configMap('newest'));
    const [event] = await take(
      cluster.watch(
        `/api/v1/nodes?watch=1&resourceVersion=${body.metadata.resourceVersion}&allowWatchBookmarks=true`,
      ),
      1,
    );
    expect(event?.type).toBe('BOOKMARK');
    expect(Number(event?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Number(body.metadata.resourceVersion),
    );
  });

  it('tells a watcher that is too late so inside the stream, and ends it', async () => {
    const { body } = await cluster.call('POST', `${namespace}/configmaps`, configMap('churn'));
    for (let value = 0; value < 60; value += 1) {
      await cluster.call(
        'PATCH',
        `${namespace}/configmaps/churn`,
        { data: { value: String(value) } },
        {
          contentType: 'application/merge-patch+json',
        },
      );
    }
    const events: WatchEvent[] = [];
    for await (const event of cluster.watch(
      `${namespace}/configmaps?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
    )) {
      events.push(event);
    }
    expect(events.map(({ type, object }) => [type, object.code, object.reason])).toEqual([
      ['ERROR', 410, 'Expired'],
    ]);
  });
});

describe('writes', () => {
  it('refuses a replacement of an older version with 409', async () => {
    const { body } = await cluster.call(
      'POST',
      `${namespace}/configmaps`,
      configMap('contested', { owner: 'nobody' }),
    );
    const first = await cluster.call('PUT', `${namespace}/configmaps/contested`, {
      ...body,
      data: { owner: 'first' },
    });
    const second = await cluster.call('PUT', `${namespace}/configmaps/contested`, {
      ...body,
      data: { owner: 'second' },
    });
    expect(first.code).toBe(200);
    expect([second.code, second.body.reason]).toEqual([409, 'Conflict']);
    expect((await cluster.call('GET', `${namespace}/configmaps/contested`)).body.data).toEqual({
      owner: 'first',
    });
  });

  it('holds a patch to the version that it names', async () => {
    const { body } = await cluster.call('POST', `${namespace}/configmaps`, configMap('pinned'));
    const patch = { metadata: { resourceVersion: body.metadata.resourceVersion }, data: { a: '1' } };
    const options = { contentType: 'application/merge-patch+json' };
    expect((await cluster.call('PATCH', `${namespace}/configmaps/pinned`, patch, options)).code).toBe(200);
    expect(
      (await cluster.call('PATCH', `${namespace}/configmaps/pinned`, { ...patch, data: { a: '2' } }, options))
        .code,
    ).toBe(409);
  });

  it('leaves the version alone when nothing changes', async () => {
    const { body } = await cluster.call('POST', `${namespace}/configmaps`, configMap('still', { a: '1' }));
    const again = await cluster.call(
      'PATCH',
      `${namespace}/configmaps/still`,
      { data: { a: '1' } },
      {
        contentType: 'application/merge-patch+json',
      },
    );
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  it('checks and answers a dry run as ever, and stores nothing of it', async () => {
    const dry = '?dryRun=All';
    const maps = `${namespace}/configmaps`;
    const made = await cluster.call('POST', `${maps}${dry}`, configMap('rehearsed', { a: '1' }));
    expect([made.code, made.body.data]).toEqual([201, { a: '1' }]);
    expect((await cluster.call('GET', `${maps}/rehearsed`)).code).toBe(404);

    const { body } = await cluster.call('POST', maps, configMap('rehearsed', { a: '1' }));
    const options = { contentType: 'application/merge-patch+json' };
    const patched = await cluster.call('PATCH', `${maps}/rehearsed${dry}`, { data: { a: '2' } }, options);
    const deleted = await cluster.call('DELETE', `${maps}/rehearsed${dry}`);
    const stale = { metadata: { resourceVersion: '1' }, data: { a: '3' } };
    const refused = await cluster.call('PATCH', `${maps}/rehearsed${dry}`, stale, options);
    const again = await cluster.call('POST', `${maps}${dry}`, configMap('rehearsed'));
    expect([patched.code, deleted.code, refused.code, again.code]).toEqual([200, 200, 409, 409]);
    expect(patched.body.data).toEqual({ a: '2' });
    expect((await cluster.call('GET', `${maps}/rehearsed`)).body).toEqual(body);
  });

  it('raises the generation of a deployment with its spec and not with its labels', async () => {
    const options = { contentType: 'application/strategic-merge-patch+json' };
    const before = await cluster.call('GET', `${deployments}/fv-service`);
    const labelled = await cluster.call(
      'PATCH',
      `${deployments}/fv-service`,
      { metadata: { labels: { a: 'b' } } },
      options,
    );
    const paused = await cluster.call(
      'PATCH',
      `${deployments}/fv-service`,
      { spec: { paused: true } },
      options,
    );
    expect(labelled.body.metadata.generation).toBe(before.body.metadata.generation);
    expect(paused.body.metadata.generation).toBe((before.body.metadata.generation ?? 0) + 1);
  });

  it('refuses an object in a namespace that is not there, a second of its name, and one it cannot read', async () => {
    const elsewhere = await cluster.call('POST', '/api/v1/namespaces/nowhere/configmaps', configMap('a'));
    await cluster.call('POST', `${namespace}/configmaps`, configMap('twice'));
    const twice = await cluster.call('POST', `${namespace}/configmaps`, configMap('twice'));
    const unreadable = await cluster.call('POST', deployments, {
      metadata: { name: 'x' },
      spec: { replicas: 'many' },
    });
    expect([elsewhere.code, elsewhere.body.message]).toEqual([404, 'namespaces "nowhere" not found']);
    expect([twice.code, twice.body.reason]).toEqual([409, 'AlreadyExists']);
    expect([unreadable.code, unreadable.body.reason]).toEqual([422, 'Invalid']);
  });

  it('refuses a kind of patch that it does not know', async () => {
    const { code } = await cluster.call(
      'PATCH',
      `${deployments}/fv-service`,
      {},
      { contentType: 'application/json' },
    );
    expect(code).toBe(415);
  });
});

describe('access', () => {
  it('knows nobody without the right token', async () => {
    const { code, body } = await cluster.call('GET', '/api/v1/nodes', undefined, { token: 'wrong' });
    expect([code, body.reason, body.kind]).toEqual([401, 'Unauthorized', 'Status']);
  });

  it('lets the viewer look and not touch, and says so beforehand', async () => {
    const { token } = cluster.practice.users.viewer;
    const review = (verb: string) =>
      cluster.call(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          spec: {
            resourceAttributes: {
              verb,
              resource: 'deployments',
              group: 'apps',
              namespace: 'acgs-production',
            },
          },
        },
        { token },
      );
    const look = await cluster.call('GET', deployments, undefined, { token });
    const touch = await cluster.call('DELETE', `${deployments}/auth-service`, undefined, { token });
    expect(look.code).toBe(200);
    expect([touch.code, touch.body.message]).toEqual([
      403,
      'deployments.apps "auth-service" is forbidden: User "acgs-viewer" cannot delete resource "deployments" in API group "apps" in the namespace "acgs-production"',
    ]);
    expect((await review('list')).body.status).toEqual({ allowed: true });
    expect((await review('patch')).body.status).toMatchObject({ allowed: false });
  });

  it('answers 404 in the real words for an object and for a path that are not there', async () => {
    const object = await cluster.call('GET', `${deployments}/none`);
    const path = await cluster.call('GET', '/apis/batch/v1/jobs');
    expect([object.code, object.body.message]).toEqual([404, 'deployments.apps "none" not found']);
    expect([path.code, path.body.message]).toEqual([404, 'the server could not find the requested resource']);
  });
});

describe('logs and metrics', () => {
  it('reads the same last lines twice, and refuses a previous container that never was', async () => {
    const { body } = await cluster.call('GET', `${namespace}/pods?labelSelector=app=gs-service`);
    const log = `${namespace}/pods/${body.items?.[0]?.metadata.name}/log`;
    const tail = await cluster.text(`${log}?tailLines=5`);
    const longer = await cluster.text(`${log}?tailLines=9`);
    expect(tail.trim().split('\n')).toHaveLength(5);
    expect(longer).toContain(tail.trim().split('\n').slice(0, 4).join('\n'));
    expect((await cluster.call('GET', `${log}?previous=true`)).code).toBe(400);
  });

  it('goes on with new lines when followed', async () => {
    const { body } = await cluster.call('GET', `${namespace}/pods?labelSelector=app=ac-service`);
    const log = `${namespace}/pods/${body.items?.[0]?.metadata.name}/log`;
    const followed: string[] = [];
    for await (const line of cluster.lines(`${log}?follow=true&tailLines=1`)) {
      followed.push(line);
      skippedMs += 2000;
      if (followed.length === 4) {
        break;
      }
    }
    const reread = await cluster.text(`${log}?tailLines=20`);
    expect(reread).toContain(followed.join('\n'));
  });

  it('measures every node and every running pod', async () => {
    const nodes = await cluster.call('GET', '/apis/metrics.k8s.io/v1beta1/nodes');
    const pods = await cluster.call('GET', '/apis/metrics.k8s.io/v1beta1/namespaces/acgs-production/pods');
    expect(nodes.body.items).toHaveLength(6);
    expect(pods.body.items).toHaveLength(28);
  });
});
