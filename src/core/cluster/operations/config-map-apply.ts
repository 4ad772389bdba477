import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Call, OperationKind, Permission } from '../../operate/operation.ts';
import { type ConfigMapManifest, parseManifest } from './config-map-manifest.ts';
import {
  configMapPath,
  configMapsPath,
  configMapWords,
  findConfigMap,
  readConfigMap,
  restorable,
} from './config-maps.ts';
import { changedMeanwhile } from './conflict.ts';
import { putBack } from './struck-out.ts';
import { type ClusterAccess, FIELD_MANAGER, nameSchema, type ObjectName } from './target.ts';
import { yamlDiff } from './text-diff.ts';
import { LAST_APPLIED, threeWayMerge } from './three-way-merge.ts';

const parameters = z.strictObject({
  namespace: nameSchema,
  name: nameSchema,
  /** YAML or JSON of the config map. */
  manifest: z.string().max(4_000_000),
  /** Where it is from, for words. */
  source: z.string(),
  /** The version it was read at; refused when that is not the present one any more. */
  resourceVersion: z.string().optional(),
  /** It is all there shall be: what it does not name is removed, whoever wrote it. */
  whole: z.boolean().optional(),
});
export type ApplyConfigMapParameters = z.infer<typeof parameters>;

/** What applying would make of a config map. */
interface Plan {
  /** Null when it has to be made. */
  live: Readonly<Record<string, unknown>> | null;
  call: Call & { method: 'POST' | 'PATCH'; contentType: string };
  /** The call's body without the version that it insists on. */
  stable: unknown;
  after: unknown;
  diff: string | null;
  /** Keys that stay though the manifest does not name them. */
  kept: readonly string[];
  /** Keys that go, with their values. */
  removed: readonly string[];
}

/**
 * `kubectl apply -f FILE` of one config map: what the last apply wrote and the file no longer names is
 * removed, what others wrote stays. Written with the version that was read: a change in between is
 * refused, never overwritten.
 */
export function applyConfigMapOperation({
  connect,
  redactor,
}: ClusterAccess): OperationKind<ApplyConfigMapParameters> {
  return {
    kind: 'cluster.configmap.apply',
    title: 'Apply a config map',
    risk: 'change',
    parameters,
    // Whether it has to be made first is not known before it is looked for.
    permissions: ({ namespace, name }) => [permissionFor('patch', { namespace, name })],
    async prepare({ source, ...wanted }, signal) {
      const of = { namespace: wanted.namespace, name: wanted.name };
      const kubernetes = await connect();
      const words = configMapWords(of);
      const plan = await planApply({ kubernetes, redactor }, { source, ...wanted }, signal);
      const { live, call, stable, after, diff, kept, removed } = plan;
      const unchanged = live !== null && isDeepStrictEqual(restorable(live), after);
      const send = (signal: AbortSignal, dryRun?: 'All') =>
        kubernetes
          .request({ ...call, query: { fieldManager: FIELD_MANAGER, dryRun }, signal })
          .catch(async (error: unknown) => {
            if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
            // The server did nothing; not being able to look again does not change that.
            const now = await findConfigMap(kubernetes, of, signal).catch(() => null);
            throw changedMeanwhile(words, live, now, error);
          });
      return {
        target: words,
        summary: unchanged
          ? `${words} is as ${source} says already`
          : `${live === null ? 'Create' : 'Change'} ${words} as ${source} says`,
        calls: unchanged ? [] : [{ method: call.method, path: call.path, body: call.body }],
        stableCalls: [{ method: call.method, path: call.path, body: stable }],
        ...(removed.length > 0 ? { risk: 'destructive' as const } : {}),
        diff,
        notes: [
          ...(removed.length === 0 ? [] : [`Removed with its value: ${removed.join(', ')}`]),
          ...(kept.length === 0
            ? []
            : [`Kept, because ${source} does not name it and no apply wrote it: ${kept.join(', ')}`]),
        ],
        permissions: [permissionFor(live === null ? 'create' : 'patch', of)],
        author: lastChange(live),
        rehearse: async (signal) => void (await send(signal, 'All')),
        async execute(signal) {
          const written = await send(signal);
          return { resourceVersion: textAt(written, 'metadata', 'resourceVersion'), created: live === null };
        },
        async verify(_onProgress, signal) {
          const now = await readConfigMap(kubernetes, of, signal);
          return isDeepStrictEqual(contentOf(now), contentOf(after))
            ? { ok: true, words: `${words} reads back as applied` }
            : { ok: false, words: `${words} does not read back as applied: somebody changed it since` };
        },
      };
    },
  };
}

/** `kubectl diff -f FILE`: what applying would change; a diff of null when nothing. */
export async function diffConfigMap(
  { connect, redactor }: Pick<ClusterAccess, 'connect' | 'redactor'>,
  parameters: ApplyConfigMapParameters,
  signal?: AbortSignal,
): Promise<Pick<Plan, 'diff' | 'kept' | 'removed'>> {
  return planApply({ kubernetes: await connect(), redactor }, parameters, signal);
}

async function planApply(
  { kubernetes, redactor }: { kubernetes: Pick<Kubernetes, 'request'>; redactor: Redactor },
  { manifest: text, source, resourceVersion: version, whole = false, ...of }: ApplyConfigMapParameters,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  const written = parseManifest(text, source, of);
  const live = await findConfigMap(kubernetes, of, signal);
  const manifest = putBack(written, live, source, redactor);
  const plan = planOf(of, live, manifest, { version: version ?? manifest.metadata.resourceVersion, whole });
  return { ...plan, removed: keysOf(live).filter((key) => !keysOf(plan.after).includes(key)) };
}

function planOf(
  of: ObjectName,
  live: Readonly<Record<string, unknown>> | null,
  manifest: ConfigMapManifest,
  how: { version: string | undefined; whole: boolean },
): Omit<Plan, 'removed'> {
  const words = configMapWords(of);
  const { resourceVersion: _, ...metadata } = manifest.metadata;
  const resourceVersion = how.version;
  const wanted = { ...manifest, metadata: { ...metadata, namespace: of.namespace } };
  const { patch, after, kept } = threeWayMerge(live === null ? null : restorable(live), wanted, {
    resourceVersion: manifest.metadata.resourceVersion,
    whole: how.whole,
  });
  if (live === null) {
    if (resourceVersion !== undefined) {
      throw new OperatorError(
        'conflict',
        `The file was read at version ${resourceVersion} of ${words}, which is gone since; nothing was done`,
        { hint: 'Take resourceVersion out of the file to make it anew.' },
      );
    }
    const call = {
      method: 'POST' as const,
      path: configMapsPath(of.namespace),
      body: after,
      contentType: 'application/json',
    };
    return { live, call, stable: after, after, diff: yamlDiff(words, null, plain(after)), kept };
  }
  const version = textAt(live, 'metadata', 'resourceVersion');
  if (resourceVersion !== undefined && resourceVersion !== version) {
    throw new OperatorError('conflict', changedMeanwhile(words, null, live).message, {
      hint: `The file was read at version ${resourceVersion}, now it is ${version}. Take resourceVersion out of the file to apply it all the same.`,
    });
  }
  const call = {
    method: 'PATCH' as const,
    path: configMapPath(of),
    body: { ...patch, metadata: { ...recordAt(patch, 'metadata'), resourceVersion: version } },
    contentType: 'application/merge-patch+json',
  };
  return {
    live,
    call,
    stable: patch,
    after,
    diff: yamlDiff(words, plain(restorable(live)), plain(after)),
    kept,
  };
}

/** Without the annotation that repeats the whole manifest: a diff of that says nothing. */
function plain(configMap: unknown): unknown {
  const { annotations, ...metadata } = recordAt(configMap, 'metadata');
  const { [LAST_APPLIED]: _, ...shownAnnotations } = recordAt(annotations);
  const some = Object.keys(shownAnnotations).length > 0;
  return {
    ...recordAt(configMap),
    metadata: { ...metadata, ...(some ? { annotations: shownAnnotations } : {}) },
  };
}

function contentOf(configMap: unknown): unknown {
  return [recordAt(configMap, 'data'), recordAt(configMap, 'binaryData')];
}

function keysOf(configMap: unknown): string[] {
  return ['data', 'binaryData'].flatMap((part) => Object.keys(recordAt(configMap, part)));
}

function permissionFor(verb: string, { namespace, name }: ObjectName): Permission {
  return { verb, group: '', resource: 'configmaps', namespace, name };
}
