import { z } from 'zod';
import { fieldAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { CONFIG_MAPS } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Inverse, OperationKind, Permission } from '../../operate/operation.ts';
import { configMapPath, configMapWords, findConfigMap, readConfigMap } from '../operations/config-maps.ts';
import { changedMeanwhile, deletedMeanwhile } from '../operations/conflict.ts';
import { FIELD_MANAGER, type ObjectName } from '../operations/target.ts';
import { yamlDiff } from '../operations/text-diff.ts';
import { type LookGround, lookAtConfiguration, type SeenConfiguration, seenConfigMap } from './look.ts';
import { withValue } from './nested-text.ts';
import { type WrittenSetting, writtenIn } from './places.ts';
import { readersOf } from './readers.ts';
import { type Setting, settingNamed } from './settings.ts';
import type { TargetGround } from './targets.ts';
import { targetNotes, writable } from './wanted-value.ts';

const parameters = z.strictObject({
  setting: z.string().min(1).max(200),
  value: z.string().max(4096),
});
export type SetValueParameters = z.infer<typeof parameters>;

/**
 * Writes one setting into the config map, and nothing else of it: a merge patch of its one key with the version that
 * was read. What the rollouts move is refused.
 */
export function setValueOperation(
  ground: LookGround & TargetGround & { connect: () => Promise<Kubernetes>; clock: Clock },
): OperationKind<SetValueParameters> {
  const { connect, clock, namespace, named } = ground;
  return {
    kind: 'configuration.set',
    title: 'Change a setting',
    risk: 'change',
    parameters,
    // Which of both is there is not known before it is looked for.
    permissions: () => [permissionFor({ namespace, name: named ?? CONFIG_MAPS[0] })],
    async prepare(wanted, signal) {
      const setting = settingNamed(wanted.setting);
      const value = writable(setting, wanted.value, ground);
      if (setting.place === null) {
        throw new OperatorError(
          'usage',
          `${setting.id} is in no config map: a deployment has it in its environment`,
          {
            hint: `Say whose: acgs configuration set ${setting.id} ${value} --deployment NAME.`,
          },
        );
      }
      const kubernetes = await connect();
      const seen = await lookAtConfiguration(kubernetes, ground, signal);
      const of = theOneOf(seen.configMaps, ground);
      const words = configMapWords(of);
      const live = await readConfigMap(kubernetes, of, signal);
      const before = writtenIn(setting, seenConfigMap(of, live));
      if (fieldAt(live, 'immutable') === true) {
        throw new OperatorError('conflict', `${words} is immutable: nothing of it can be changed`, {
          hint: 'Delete it and apply it anew: acgs cluster configmap apply.',
        });
      }
      const { key, text, old } = textWith(setting, textsAt(live, 'data'), before, value);
      const isSo = old === text;
      const call = {
        method: 'PATCH' as const,
        path: configMapPath(of),
        body: {
          metadata: { resourceVersion: textAt(live, 'metadata', 'resourceVersion') },
          data: { [key]: text },
        },
      };
      const send = async (signal: AbortSignal, dryRun?: 'All') =>
        await kubernetes
          .request({
            ...call,
            contentType: 'application/merge-patch+json',
            query: { fieldManager: FIELD_MANAGER, dryRun },
            signal,
          })
          .catch(async (error: unknown) => {
            if (!(error instanceof KubernetesError)) throw error;
            if (error.status === 404) throw deletedMeanwhile(words, error);
            if (error.status !== 409) throw error;
            // The server did nothing; not being able to look again does not change that.
            const now = await findConfigMap(kubernetes, of, signal).catch(() => null);
            throw changedMeanwhile(words, live, now, error);
          });
      const was = before.value?.trim() ?? null;
      return {
        target: words,
        summary: isSo
          ? `${words} has ${setting.id} ${value} already`
          : `Set ${setting.id} to ${value}${was === null ? '' : ` instead of ${was}`} in ${words}`,
        calls: isSo ? [] : [call],
        stableCalls: [{ ...call, body: { data: { [key]: text } } }],
        diff: isSo
          ? null
          : yamlDiff(words, { data: old === null ? {} : { [key]: old } }, { data: { [key]: text } }),
        notes: isSo ? [] : [...targetNotes(setting, value, ground), ...restartNotes(seen, namespace)],
        permissions: [permissionFor(of)],
        author: lastChange(live),
        inverse: inverseTo(setting, was),
        rehearse: async (signal) => void (await send(signal, 'All')),
        async execute(signal) {
          const sentAt = clock.now();
          const written = await send(signal);
          return {
            ...{ setting: setting.id, value, before: was, sentAt },
            resourceVersion: textAt(written, 'metadata', 'resourceVersion'),
          };
        },
        async verify(_onProgress, signal) {
          const now = textsAt(await readConfigMap(kubernetes, of, signal), 'data').get(key);
          if (now !== text) return { ok: false, words: `${words}, ${key} was changed by somebody since` };
          const readers = mustRestart(seen);
          const next =
            readers.length === 0
              ? ''
              : `; it counts when ${readers.join(', ')} ${readers.length === 1 ? 'is' : 'are'} restarted`;
          return { ok: true, words: `${words} reads back with ${setting.id} ${value}${next}` };
        },
      };
    },
  };
}

/** @throws OperatorError `not-found` without a config map, `conflict` where both names are there */
function theOneOf(configMaps: SeenConfiguration['configMaps'], { namespace, named }: LookGround): ObjectName {
  if (!configMaps.ok) {
    const { code, message, hint } = configMaps.problem;
    throw new OperatorError(code, message, hint === null ? {} : { hint });
  }
  const [found, second] = configMaps.value;
  if (found === undefined) {
    const names = named ?? CONFIG_MAPS.join(' or ');
    throw new OperatorError('not-found', `There is no config map ${names} in ${namespace}`, {
      hint: 'Name the one that mlops-manager reads in the profile, as cluster.configMap.',
    });
  }
  if (second !== undefined) {
    const both = `${configMapWords(found)} and ${configMapWords(second)}`;
    throw new OperatorError('conflict', `${both} are both there: which one counts is not known`, {
      hint: 'Name the one that mlops-manager reads in the profile, as cluster.configMap.',
    });
  }
  return { namespace, name: found.name };
}

/** Where it stands now, else where it belongs. */
function textWith(
  { place, variable }: Setting,
  data: ReadonlyMap<string, string>,
  before: WrittenSetting,
  value: string,
): { key: string; text: string; old: string | null } {
  const key = before.key ?? place?.key ?? '';
  const old = data.get(key) ?? null;
  if (place?.name == null || before.key === variable) return { key, text: value, old };
  return { key, text: withValue(old ?? '', place.name, value), old };
}

function restartNotes(seen: SeenConfiguration, namespace: string): string[] {
  return mustRestart(seen).map(
    (name) =>
      `${name} reads it when it starts: restart it afterwards, acgs cluster restart ${name} -n ${namespace}`,
  );
}

function mustRestart(seen: SeenConfiguration): string[] {
  return readersOf(seen).flatMap(({ deployment, how }) => (how === 'files' ? [] : [deployment]));
}

/** What was never there is not put back by a value. */
function inverseTo({ id }: Setting, was: string | null): Inverse | null {
  if (was === null || was === '') return null;
  return { title: `Back to ${was}`, kind: 'configuration.set', parameters: { setting: id, value: was } };
}

function permissionFor({ namespace, name }: ObjectName): Permission {
  return { verb: 'patch', group: '', resource: 'configmaps', namespace, name };
}
