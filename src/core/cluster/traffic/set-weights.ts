import { isDeepStrictEqual } from 'node:util';
import { recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Inverse, OperationKind } from '../../operate/operation.ts';
import { sendWithVersion, versionGuard } from '../operations/conflict.ts';
import { FIELD_MANAGER } from '../operations/target.ts';
import { yamlDiff } from '../operations/text-diff.ts';
import type { BareDriver } from './driver.ts';
import { applied } from './json-patch.ts';
import { observeShare } from './seen-share.ts';
import { type SetShareParameters, shareParameters, shareWords } from './share.ts';
import { rounded } from './splits.ts';
import {
  patchWeighted,
  pathOfWeighted,
  readWeighted,
  type WeightedObject,
  type Weights,
  weightPermission,
} from './weighted-object.ts';

interface WeightGround {
  connect: () => Promise<Kubernetes>;
  clock: Clock;
}

/** A driver whose share is the weights of one object, written together at the version that was read. */
export function weightDriver(ground: WeightGround, weighted: WeightedObject): BareDriver {
  const { id, title, can, words, of } = weighted;
  const look = async (signal: AbortSignal) => {
    const kubernetes = await ground.connect();
    const path = await pathOfWeighted(kubernetes, weighted, signal);
    return readWeighted(kubernetes, path, words, signal);
  };
  return {
    ...{ id, title, can, source: words },
    lease: { namespace: of.namespace, name: `acgs-rollout-${id}-${of.name}`.slice(0, 253) },
    restarts: false,
    shares: async (signal) => weighted.weightsIn(await look(signal)).settable,
    read: (signal) =>
      observeShare({
        ...{ source: words, clock: ground.clock, signal },
        async look() {
          const object = await look(signal);
          const { percentage, note } = weighted.weightsIn(object);
          return { percentage, note, movedBy: weighted.moverOf(object) };
        },
      }),
    setShare: setWeightsOperation(ground, weighted),
    others: [],
  };
}

function setWeightsOperation(
  { connect }: WeightGround,
  weighted: WeightedObject,
): OperationKind<SetShareParameters> {
  const { words, shown, weightsIn } = weighted;
  return {
    kind: 'rollout.set',
    title: 'Set the share of traffic',
    risk: 'change',
    parameters: shareParameters,
    permissions: () => [weightPermission(weighted)],
    async prepare({ percentage }, signal) {
      const kubernetes = await connect();
      const path = await pathOfWeighted(kubernetes, weighted, signal);
      const read = (signal: AbortSignal) => readWeighted(kubernetes, path, words, signal);
      const object = await read(signal);
      const weights = weightsIn(object);
      const patch = weights.patch(percentage);
      const isWritten = weights.percentage === percentage && weights.isPlain;
      const bodyFor = (current: unknown) => [versionGuard(current), ...patch];
      const guarded = (signal: AbortSignal, dryRun?: 'All') =>
        sendWithVersion({
          words,
          start: object,
          read: () => read(signal),
          holds: (current) => isDeepStrictEqual(partsOf(current), partsOf(object)),
          send: (current) =>
            patchWeighted(
              kubernetes,
              {
                ...{ path, signal, query: { fieldManager: FIELD_MANAGER, dryRun } },
                ...{ contentType: 'application/json-patch+json', body: bodyFor(current) },
              },
              words,
            ),
        });
      const from =
        weights.percentage === null ? 'a share that cannot be told' : `${rounded(weights.percentage)} %`;
      return {
        target: words,
        summary: isWritten
          ? `${words} says so already: ${shareWords(percentage)}`
          : `${shareWords(percentage)}, from ${from}: write the weights of ${words}`,
        calls: isWritten ? [] : [{ method: 'PATCH', path, body: bodyFor(object) }],
        stableCalls: [{ method: 'PATCH', path, body: patch }],
        diff: yamlDiff(words, shown(object), shown(applied(object, patch))),
        notes: weights.notes,
        permissions: [weightPermission(weighted)],
        author: weighted.moverOf(object) ?? lastChange(object),
        inverse: inverseTo(weights),
        rehearse: async (signal) => void (await guarded(signal, 'All')),
        async execute(signal, progress) {
          const written = await guarded(signal);
          progress?.(`${words}: ${shareWords(percentage)}`);
          return {
            percentage,
            before: weights.percentage,
            resourceVersion: textAt(written, 'metadata', 'resourceVersion'),
          };
        },
        async verify(_progress, signal) {
          const after = weightsIn(await read(signal));
          if (after.percentage === percentage) {
            return { ok: true, words: `${words} reads back as ${percentage} %` };
          }
          const is =
            after.percentage === null ? 'does not tell the share' : `says ${rounded(after.percentage)} %`;
          return { ok: false, words: `${words} ${is} by now: somebody changed it since` };
        },
      };
    },
  };
}

/** What somebody writes: a status that moves meanwhile is no conflict. */
function partsOf(object: unknown): unknown {
  return [recordAt(object, 'spec'), recordAt(object, 'metadata', 'annotations')];
}

/** Only where it would be exactly what was there before. */
function inverseTo({ percentage, isPlain }: Weights): Inverse | null {
  if (percentage === null || !isPlain || !Number.isInteger(percentage)) return null;
  return { title: `Back to ${percentage} %`, kind: 'rollout.set', parameters: { percentage } };
}
