import { z } from 'zod';
import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { isCut, otherHash } from '../../observe/constitutional-hash.ts';
import type { Inverse, OperationKind, Permission } from '../../operate/operation.ts';
import { configMapPath, configMapWords, readConfigMap } from './config-maps.ts';
import { sendWithVersion, versionGuard } from './conflict.ts';
import { hashPlacesOf, type WrittenPlace, wantedPlaces } from './hash-places.ts';
import { follow, rolloutState } from './rollout.ts';
import {
  type ClusterAccess,
  deploymentPath,
  deploymentPermission,
  deploymentWords,
  FIELD_MANAGER,
  nameSchema,
  type ObjectName,
  readDeployment,
} from './target.ts';
import { yamlDiff } from './text-diff.ts';

const parameters = z.strictObject({
  object: z.enum(['config map', 'deployment']),
  namespace: nameSchema,
  name: nameSchema,
  /** JSON: what to write where, by JSON pointers; left out: the profile's hash wherever another one is. */
  values: z.string().max(100_000).optional(),
});
export type RestoreHashParameters = z.infer<typeof parameters>;

/**
 * Puts the constitutional hash back wherever an object carries another one, and touches nothing else. Written with
 * the version that was read: a change in between is refused, never overwritten.
 */
export function restoreHashOperation(
  { connect, clock }: ClusterAccess,
  expectedHash: string,
): OperationKind<RestoreHashParameters> {
  return {
    kind: 'compliance.restore-hash',
    title: 'Restore the constitutional hash',
    risk: 'change',
    parameters,
    permissions: ({ object, namespace, name }) => [HANDLES[object].permission({ namespace, name })],
    async prepare({ object, values, ...of }, signal) {
      const kubernetes = await connect();
      const { words: wordsOf, path: pathOf, permission, read } = HANDLES[object];
      const [words, path] = [wordsOf(of), pathOf(of)];
      const live = await read(kubernetes, of, signal);
      const changes = wantedPlaces(object, live, { expectedHash, values, words });
      if (recordAt(live).immutable === true && changes.length > 0) {
        throw new OperatorError('conflict', `${words} is immutable: its hash cannot be put back`, {
          hint: 'Delete it and apply it anew.',
        });
      }
      const patch = changes.map(({ pointer, before, after }) => ({
        op: before === null ? 'add' : 'replace',
        path: pointer,
        value: after,
      }));
      const bodyFor = (current: unknown) => [versionGuard(current), ...patch];
      const guarded = (signal: AbortSignal, dryRun?: 'All') =>
        sendWithVersion({
          words,
          start: live,
          read: () => read(kubernetes, of, signal),
          holds: (current) =>
            changes.every(({ pointer, before }) =>
              hashPlacesOf(object, current).some((it) => it.pointer === pointer && it.value === before),
            ),
          send: (current) =>
            kubernetes.request({
              method: 'PATCH',
              path,
              query: { fieldManager: FIELD_MANAGER, dryRun },
              contentType: 'application/json-patch+json',
              body: bodyFor(current),
              signal,
            }),
        });
      const replacesPods = changes.some(({ pointer }) => pointer.startsWith('/spec/template/'));
      const shown = (which: 'before' | 'after') =>
        Object.fromEntries(changes.map((it) => [it.where, it[which] ?? '']));
      return {
        target: words,
        summary: summaryOf(words, changes, { expectedHash, isGiven: values !== undefined }),
        calls: changes.length === 0 ? [] : [{ method: 'PATCH', path, body: bodyFor(live) }],
        stableCalls: [{ method: 'PATCH', path, body: patch }],
        diff: changes.length === 0 ? null : yamlDiff(words, shown('before'), shown('after')),
        notes: notesOf(object, replacesPods),
        permissions: [permission(of)],
        author: lastChange(live),
        inverse: inverseOf({ object, ...of }, changes),
        rehearse: async (signal) => void (await guarded(signal, 'All')),
        async execute(signal) {
          const written = await guarded(signal);
          return {
            resourceVersion: textAt(written, 'metadata', 'resourceVersion'),
            restored: changes.map(({ where, before, after }) => ({ where, before, after })),
          };
        },
        async verify(onProgress, signal) {
          const now = hashPlacesOf(object, await read(kubernetes, of, signal));
          const lost = changes.find(
            ({ pointer, after }) => !now.some((it) => it.pointer === pointer && it.value === after),
          );
          if (lost) return { ok: false, words: `${words}, ${lost.where} was changed by somebody since` };
          const says = `${words} reads back as it was to be`;
          if (!replacesPods) return { ok: true, words: says };
          const rollout = await follow({ kubernetes, of, clock, judge: rolloutState, onProgress, signal });
          return { ok: rollout.ok, words: `${says}: ${rollout.words}` };
        },
      };
    },
  };
}

/** Null where what was there was too long to be kept. */
function inverseOf(
  of: { object: RestoreHashParameters['object'] } & ObjectName,
  changes: readonly WrittenPlace[],
): Inverse | null {
  if (changes.some(({ before }) => before !== null && isCut(before))) return null;
  const values = Object.fromEntries(changes.map(({ pointer, before }) => [pointer, before ?? '']));
  const parameters = { ...of, values: JSON.stringify(values) };
  return { title: 'Put back what was there', kind: 'compliance.restore-hash', parameters };
}

function summaryOf(
  words: string,
  changes: readonly WrittenPlace[],
  { expectedHash, isGiven }: { expectedHash: string; isGiven: boolean },
): string {
  const [first] = changes;
  if (first === undefined) return `${words} carries ${expectedHash} wherever it carries a hash already`;
  const places = changes.length === 1 ? first.where : `${changes.length} places`;
  if (isGiven) return `Put back what was there before in ${places} of ${words}`;
  const instead = first.before === null ? 'nothing' : otherHash(first.before, expectedHash);
  return `Put the constitutional hash ${expectedHash} back in ${places} of ${words} instead of ${instead}`;
}

function notesOf(object: RestoreHashParameters['object'], replacesPods: boolean): string[] {
  if (replacesPods) return ['Its pods are replaced, following its strategy.'];
  if (object === 'deployment') return [];
  return ['Pods that took the hash from it when they started keep the other one until they are restarted.'];
}

interface Handle {
  words(of: ObjectName): string;
  path(of: ObjectName): string;
  permission(of: ObjectName): Permission;
  read(kubernetes: Pick<Kubernetes, 'request'>, of: ObjectName, signal?: AbortSignal): Promise<unknown>;
}

const HANDLES: Record<RestoreHashParameters['object'], Handle> = {
  'config map': {
    words: configMapWords,
    path: configMapPath,
    permission: ({ namespace, name }) => ({
      verb: 'patch',
      group: '',
      resource: 'configmaps',
      namespace,
      name,
    }),
    read: readConfigMap,
  },
  deployment: {
    words: deploymentWords,
    path: deploymentPath,
    permission: (of) => deploymentPermission('patch', of),
    read: readDeployment,
  },
};
