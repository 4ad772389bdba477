import { z } from 'zod';
import { fieldAt, listAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { sendWithVersion, versionGuard } from '../operations/conflict.ts';
import { follow, rolloutState } from '../operations/rollout.ts';
import {
  deploymentPath,
  deploymentPermission,
  deploymentWords,
  FIELD_MANAGER,
  nameSchema,
  readDeployment,
} from '../operations/target.ts';
import { yamlDiff } from '../operations/text-diff.ts';
import { environmentOf, sourceWords } from './environment.ts';
import { settingNamed } from './settings.ts';
import type { TargetGround } from './targets.ts';
import { targetNotes, writable } from './wanted-value.ts';

const parameters = z.strictObject({
  deployment: nameSchema,
  setting: z.string().min(1).max(200),
  value: z.string().max(4096),
});
export type SetVariableParameters = z.infer<typeof parameters>;

/** A place of the variable in a deployment. */
interface VariablePlace {
  container: string;
  /** JSON pointer to write to. */
  pointer: string;
  /** Null when it is not there yet. */
  before: string | null;
  /** What is written there. */
  body: unknown;
}

/**
 * `kubectl set env deployment/NAME VARIABLE=value`, for one setting: written at the version that was read, wherever a
 * container has it. A variable that comes from elsewhere is not written over.
 */
export function setVariableOperation(
  ground: TargetGround & { namespace: string; connect: () => Promise<Kubernetes>; clock: Clock },
): OperationKind<SetVariableParameters> {
  const { namespace, connect, clock } = ground;
  return {
    kind: 'configuration.set-variable',
    title: 'Change a setting in the environment of a deployment',
    risk: 'change',
    parameters,
    permissions: ({ deployment }) => [deploymentPermission('patch', { namespace, name: deployment })],
    async prepare({ deployment, ...wanted }, signal) {
      const setting = settingNamed(wanted.setting);
      const value = writable(setting, wanted.value, ground);
      const name = setting.variable;
      if (name === null) {
        throw new OperatorError(
          'usage',
          `${setting.id} is in no environment: it stands in the config map alone`,
          {
            hint: `Leave out --deployment: acgs configuration set ${setting.id} ${value}.`,
          },
        );
      }
      const kubernetes = await connect();
      const of = { namespace, name: deployment };
      const words = deploymentWords(of);
      const live = await readDeployment(kubernetes, of, signal);
      const places = placesOf(live, { name, value, words });
      const changes = places.filter(({ before }) => before !== value);
      const call = { method: 'PATCH' as const, path: deploymentPath(of) };
      const patch = changes.map(({ pointer, before, body }) => ({
        ...{ op: before === null ? 'add' : 'replace', path: pointer, value: body },
      }));
      const send = (signal: AbortSignal, dryRun?: 'All') =>
        sendWithVersion({
          ...{ words, start: live },
          read: () => readDeployment(kubernetes, of, signal),
          holds: (now) => JSON.stringify(placesOf(now, { name, value, words })) === JSON.stringify(places),
          send: (now) =>
            kubernetes.request({
              ...call,
              body: [versionGuard(now), ...patch],
              contentType: 'application/json-patch+json',
              query: { fieldManager: FIELD_MANAGER, dryRun },
              signal,
            }),
        });
      const was = [...new Set(changes.map(({ before }) => before))];
      const [before = null] = was;
      const shown = (which: (place: VariablePlace) => string | null) =>
        Object.fromEntries(
          changes.flatMap((place) => {
            const text = which(place);
            return text === null ? [] : [[`${name} of container ${place.container}`, text]];
          }),
        );
      return {
        target: words,
        summary:
          changes.length === 0
            ? `${words} has ${name} ${value} already`
            : `Set ${name} to ${value}${before === null ? '' : ` instead of ${was.join(', ')}`} in the environment of ${words}`,
        calls: changes.length === 0 ? [] : [{ ...call, body: [versionGuard(live), ...patch] }],
        stableCalls: [{ ...call, body: patch }],
        diff: yamlDiff(
          words,
          shown((it) => it.before),
          shown(() => value),
        ),
        notes:
          changes.length === 0
            ? []
            : [...targetNotes(setting, value, ground), 'Its pods are replaced, following its strategy.'],
        permissions: [deploymentPermission('patch', of)],
        author: lastChange(live),
        inverse:
          was.length !== 1 || before === null || before === ''
            ? null
            : {
                ...{ title: `Back to ${before}`, kind: 'configuration.set-variable' },
                parameters: { deployment, setting: setting.id, value: before },
              },
        rehearse: async (signal) => void (await send(signal, 'All')),
        async execute(signal) {
          const written = await send(signal);
          return {
            ...{ setting: setting.id, value, before: was },
            generation: numberAt(written, 'metadata', 'generation'),
          };
        },
        async verify(onProgress, signal) {
          const now = placesOf(await readDeployment(kubernetes, of, signal), { name, value, words });
          if (now.some((it) => it.before !== value)) {
            return { ok: false, words: `${words}, ${name} was changed by somebody since` };
          }
          const rollout = await follow({ kubernetes, of, clock, judge: rolloutState, onProgress, signal });
          return { ok: rollout.ok, words: `${words} reads back with ${name} ${value}: ${rollout.words}` };
        },
      };
    },
  };
}

/**
 * Where the variable stands, or would have to be put.
 *
 * @throws OperatorError `conflict` when it comes from elsewhere, or nobody can say which container is meant
 */
function placesOf(deployment: unknown, of: { name: string; value: string; words: string }): VariablePlace[] {
  const { name, value, words } = of;
  const taken = environmentOf(deployment).variables.find((it) => it.name === name && it.from !== null);
  if (taken?.from) {
    throw new OperatorError('conflict', `${words} takes ${name} from ${sourceWords(taken.from)}`, {
      hint: 'Change it there; what is written out here would hide that.',
    });
  }
  const base = '/spec/template/spec/containers';
  const containers = listAt(deployment, 'spec', 'template', 'spec', 'containers');
  const there = containers.flatMap((container, index) =>
    listAt(container, 'env').flatMap((variable, at): VariablePlace[] => {
      if (textAt(variable, 'name') !== name) return [];
      const before = textAt(variable, 'value') ?? '';
      const pointer = `${base}/${index}/env/${at}`;
      return [{ container: textAt(container, 'name') ?? '', pointer, before, body: { name, value } }];
    }),
  );
  if (there.length > 0) return there;
  const [container, second] = containers;
  if (second !== undefined) {
    throw new OperatorError('conflict', `${words} has several containers and none of them has ${name}`, {
      hint: `Say which: kubectl set env deployment/NAME -c CONTAINER ${name}=${value}.`,
    });
  }
  const hasSome = fieldAt(container, 'env') !== undefined;
  return [
    {
      container: textAt(container, 'name') ?? '',
      pointer: hasSome ? `${base}/0/env/-` : `${base}/0/env`,
      before: null,
      body: hasSome ? { name, value } : [{ name, value }],
    },
  ];
}
