import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fieldAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { lastChange, newest, writerOf } from '../../connect/kubernetes/managed-fields.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Inverse, OperationKind, Prepared } from '../../operate/operation.ts';
import { hideSecretValues } from '../hidden-values.ts';
import type { ObjectName } from '../operations/target.ts';
import { argoCourseOf } from './argo-course.ts';
import { ARGO_ORDERS, type ArgoOrder, type ArgoPlan, ordersFor, planOfOrder } from './argo-orders.ts';
import { argoDiff, requestOf, sendAll } from './argo-patches.ts';
import { revisionIn, revisionsOf } from './argo-revisions.ts';
import { type ArgoRollout, argoRolloutIn } from './argo-rollout.ts';
import { planOfShare, settableOf } from './argo-share.ts';
import { planOfUndo } from './argo-undo.ts';
import type { BareDriver } from './driver.ts';
import { observeShare } from './seen-share.ts';
import { type SetShareParameters, shareParameters, shareWords } from './share.ts';
import { pathOfWeighted, readWeighted } from './weighted-object.ts';

interface ArgoGround {
  connect: () => Promise<Kubernetes>;
  clock: Clock;
}

const orderParameters = z
  .strictObject({
    order: z.enum(ARGO_ORDERS),
    /** Of undo alone; left out: the one before the newest. */
    revision: z.int().min(1).optional(),
  })
  .refine(({ order, revision }) => order === 'undo' || revision === undefined, {
    path: ['revision'],
    error: 'only undo goes to a revision',
  });
type OrderParameters = z.infer<typeof orderParameters>;

/** A Rollout of Argo Rollouts, told what to do as its own tool does; its controller moves the traffic. */
export function argoDriver({ connect, clock }: ArgoGround, of: ObjectName): BareDriver {
  const words = `Rollout ${of.namespace}/${of.name}`;
  const kind = { group: 'argoproj.io', plural: 'rollouts', of, words, comesWith: 'Argo Rollouts' };
  const permission = { verb: 'patch', group: kind.group, resource: kind.plural, ...of };
  const permissions = [permission, { ...permission, subresource: 'status' }];
  const open = async (signal: AbortSignal) => {
    const kubernetes = await connect();
    const path = await pathOfWeighted(kubernetes, kind, signal);
    return { kubernetes, path, rollout: await readWeighted(kubernetes, path, words, signal) };
  };
  const courseOf = async (kubernetes: Kubernetes, rollout: unknown, signal: AbortSignal) => {
    const revisions = await revisionsOf({ kubernetes, rollout, signal });
    return { course: argoCourseOf(rollout, revisions, words), object: rollout, revisions, words };
  };

  const prepared = (
    { kubernetes, path, rollout }: Awaited<ReturnType<typeof open>>,
    plan: ArgoPlan,
    rest: Pick<Prepared, 'inverse' | 'risk'> & {
      summary?: string;
      /** What contradicts it by now; null: nothing. */
      reached: (object: unknown, signal: AbortSignal) => Promise<string | null> | string | null;
    },
  ): Prepared => {
    const { what, patches, notes = [] } = plan;
    const requests = patches.map((patch) => requestOf(path, patch, rollout));
    const send = (signal: AbortSignal, dryRun?: 'All') =>
      sendAll({ kubernetes, path, words, rollout, patches, clock, signal, dryRun });
    return {
      target: words,
      summary: rest.summary ?? `${words} ${what}`,
      risk: rest.risk ?? 'change',
      calls: requests.map(({ path, body }) => ({ method: 'PATCH', path, body: hideSecretValues(body) })),
      stableCalls: patches.map((patch, index) => ({
        ...{ method: 'PATCH', path: requests[index]?.path ?? path, body: hideSecretValues(patch.body) },
      })),
      diff: argoDiff(words, rollout, patches),
      notes,
      permissions: permissions.filter((_, index) =>
        patches.some(({ at }) => (index === 0 ? at === 'object' : at === 'status')),
      ),
      author: lastChange(rollout),
      inverse: rest.inverse ?? null,
      rehearse: async (signal) => void (await send(signal, 'All')),
      async execute(signal, progress) {
        const versions = await send(signal);
        progress?.(`${words} ${what}`);
        return { sent: patches.length, resourceVersion: versions.at(-1) ?? null };
      },
      async verify(_progress, signal) {
        const after = await readWeighted(kubernetes, path, words, signal);
        const contradiction = await rest.reached(after, signal);
        if (contradiction !== null) return { ok: false, words: `${words} ${contradiction} by now` };
        return { ok: true, words: `${words} reads back: it ${what}` };
      },
    };
  };

  const setShare: OperationKind<SetShareParameters> = {
    ...{
      kind: 'rollout.set',
      title: 'Set the share of traffic',
      risk: 'change',
      parameters: shareParameters,
    },
    permissions: () => [{ ...permission, subresource: 'status' }],
    async prepare({ percentage }, signal) {
      const found = await open(signal);
      const place = await courseOf(found.kubernetes, found.rollout, signal);
      const { share } = place.course;
      const plan = planOfShare(percentage, place);
      const isSo = plan.patches.length === 0;
      return prepared(found, plan, {
        summary: isSo
          ? `${words} says so already: ${shareWords(percentage)}`
          : `${shareWords(percentage)}, from ${share} %: ${words} ${plan.what}`,
        // Once it is aborted it has to be retried first, and once promoted fully undone.
        inverse:
          percentage === 0 || percentage === 100 || share === 0
            ? null
            : {
                ...{ title: `Back to ${share} %`, kind: 'rollout.set' },
                parameters: { percentage: share },
              },
        async reached(object, signal) {
          const { course } = await courseOf(found.kubernetes, object, signal);
          return course.share === percentage ? null : `says ${course.share} %`;
        },
      });
    },
  };

  const order: OperationKind<OrderParameters> = {
    ...{ kind: 'rollout.argo', title: 'Tell a Rollout of Argo Rollouts what to do', risk: 'change' },
    parameters: orderParameters,
    permissions: ({ order }) => [
      order === 'pause' || order === 'undo' ? permission : { ...permission, subresource: 'status' },
    ],
    async prepare({ order, revision }, signal) {
      const found = await open(signal);
      const { kubernetes, rollout } = found;
      const before = argoRolloutIn(rollout, words);
      const plan =
        order === 'undo'
          ? planOfUndo({
              ...{ rollout, words, to: revision },
              revisions: await revisionsOf({ kubernetes, rollout, signal }),
            })
          : planOfOrder(order, before);
      return prepared(found, plan, {
        inverse: inverseOf(order),
        risk: GRAVE.has(order) ? 'destructive' : 'change',
        reached: (object) =>
          contradictionTo(order, { before, now: argoRolloutIn(object, words), rollout, object }),
      });
    },
  };

  return {
    ...{ id: 'argo', title: 'Steps of a Rollout (Argo Rollouts)', source: words },
    can: 'gets to the percentages that its steps set and wait at, to 0 % by aborting and to 100 % by promoting fully',
    lease: { namespace: of.namespace, name: `acgs-rollout-argo-${of.name}`.slice(0, 253) },
    restarts: false,
    async shares(signal) {
      const { kubernetes, rollout } = await open(signal);
      return settableOf(await courseOf(kubernetes, rollout, signal));
    },
    read: (signal) =>
      observeShare({
        ...{ source: words, clock, signal },
        async look() {
          const { kubernetes, rollout } = await open(signal);
          const { course } = await courseOf(kubernetes, rollout, signal);
          const { way, share, inForce } = course;
          const note =
            way === 'to-go-back'
              ? 'it is told to go back to an earlier version, and its controller has not begun'
              : inForce === null || inForce === share
                ? null
                : `its controller has brought ${inForce} % into force`;
          const can = ordersFor(course.rollout, revisionIn(rollout));
          return { percentage: share, note, movedBy: moverOf(rollout), can };
        },
      }),
    setShare,
    others: [order],
  };
}

/** No other order takes these back: what was the stable version is none any more, what was rolled out is not. */
const GRAVE: ReadonlySet<ArgoOrder> = new Set(['promote-full', 'undo']);

/** Its controller moves it, too: from step to step. */
function moverOf(rollout: unknown) {
  const fields = ['f:currentStepIndex', 'f:abort', 'f:promoteFull'];
  return newest(fields.flatMap((field) => writerOf(rollout, ['f:status', field]) ?? []));
}

function inverseOf(order: ArgoOrder): Inverse | null {
  if (order !== 'abort' && order !== 'retry') return null;
  const back = order === 'abort' ? 'retry' : 'abort';
  return {
    title: back === 'retry' ? 'Retry it' : 'Abort it',
    kind: 'rollout.argo',
    parameters: { order: back },
  };
}

/** What contradicts an order by now; its controller may have gone on since, which does not. */
function contradictionTo(
  order: ArgoOrder,
  {
    before,
    now,
    rollout,
    object,
  }: { before: ArgoRollout; now: ArgoRollout; rollout: unknown; object: unknown },
): string | null {
  switch (order) {
    case 'pause':
      return now.isPaused ? null : 'is not paused';
    case 'promote':
      if (now.isPaused) return 'is paused';
      return now.hasPauseConditions && now.stepIndex === before.stepIndex ? 'still waits at its step' : null;
    case 'promote-full':
      return now.isPromotedFully || now.isStable ? null : 'is not promoted';
    case 'abort':
      return now.isAborted || now.isStable ? null : 'is not aborted';
    case 'retry':
      return now.isAborted ? 'is aborted' : null;
    case 'undo':
      return isDeepStrictEqual(templateOf(object), templateOf(rollout)) ? 'has the pods that it had' : null;
  }
}

function templateOf(object: unknown): unknown {
  return fieldAt(object, 'spec', 'template');
}
