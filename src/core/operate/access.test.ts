import { expect, it } from 'vitest';
import { KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import { createAccessReview, missingPermission } from './access.ts';
import type { Permission } from './operation.ts';

const restart: Permission = {
  verb: 'patch',
  group: 'apps',
  resource: 'deployments',
  namespace: 'acgs',
  name: 'gs',
};
const scale: Permission = { ...restart, subresource: 'scale' };
const status = (code: number) =>
  new KubernetesError('forbidden', 'no', { status: code, reason: null, retryAfterMs: null });

/** Asks a cluster that answers as a test says. */
const review = (answer: (asked: unknown) => unknown) =>
  createAccessReview(async () => ({ request: async ({ body }) => answer(body) }))(
    [restart, scale],
    new AbortController().signal,
  );

it('gives what the cluster would not grant, in words that name it', async () => {
  const asked: unknown[] = [];
  const missing = await review((body) => {
    asked.push(body);
    return { status: { allowed: asked.length === 1 } };
  });
  expect(asked).toMatchObject([
    { kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: restart } },
    { spec: { resourceAttributes: scale } },
  ]);
  expect(missingPermission('deployment acgs/gs', missing).message).toContain(
    'you lack the permission to patch deployments.apps/scale "gs" in namespace acgs',
  );
});

it.each([403, 404])(
  'leaves it to the act itself where the cluster does not say beforehand (%i)',
  async (code) => {
    expect(await review(() => Promise.reject(status(code)))).toEqual([]);
  },
);

it('does not take a cluster that cannot be reached for one that allows everything', async () => {
  const away = new OperatorError('unreachable', 'connection refused');
  await expect(review(() => Promise.reject(away))).rejects.toBe(away);
});
