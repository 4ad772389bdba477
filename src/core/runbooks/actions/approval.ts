import { createHash } from 'node:crypto';
import type { Actor } from '../../operate/actor.ts';
import type { Approvals } from '../../operate/approvals/index.ts';
import { reasonOf } from '../../operate/authority.ts';
import type { Ground } from '../../operate/guards.ts';
import type { Preview } from '../../operate/operation.ts';
import type { ActionContext, ActionKind, Foresight } from '../../operate/processes/action.ts';
import { approvalQuestion } from '../../operate/processes/questions.ts';
import { canonicalize } from '../../store/journal/canonical.ts';
import { headOf, type InputOf } from './known.ts';

type Input = InputOf<'approval'>;

/**
 * Asks for a second person's word on exactly this step of exactly this run: its hash is over the definition, the run,
 * the step and what the step was given, so that an approval is good for nothing else. It is asked anew each time and
 * not used up: whatever is killed, the same approval holds for the same step, until its time is over.
 */
export function approvalAction(options: {
  ground: Ground;
  approvals: Approvals;
  actor: () => Actor;
}): ActionKind<Input> {
  const { ground, approvals, actor } = options;
  const isPractice = ground.environment === 'sandbox';
  const standing = (preview: Preview) => approvals.standing(preview, null);
  const foresee = async (input: Input, context: ActionContext): Promise<Foresight> => {
    const preview = previewOf(input, context, ground);
    const told: Foresight = {
      how: 'not-predictable',
      words: input.text,
      ...{ risk: 'read', calls: [], diff: null, notes: [] },
      hash: preview.hash,
    };
    if (isPractice) return told;
    const { state } = await standing(preview);
    return state === 'approved' ? told : { ...told, approval: state };
  };
  return {
    ...headOf('approval'),
    asksBefore: true,
    foresee,
    async requestApproval(input, context, reason) {
      approvals.request({
        parameters: { run: context.runId, step: context.stepId, ...input },
        preview: previewOf(input, context, ground),
        reason: reason.trim() === '' ? input.text : reason,
      });
    },
    async run(input, context) {
      if (isPractice) {
        const words = 'In practice no second person is asked';
        return { end: 'done', words, output: { by: actor().name, approval: 'practice' } };
      }
      const preview = previewOf(input, context, ground);
      const { state, id, decidedBy } = await standing(preview);
      if (state === 'approved' && id !== null) {
        const by = decidedBy ?? '';
        return { end: 'done', words: `${by} approved it`, output: { by, approval: id } };
      }
      if (state === 'rejected') {
        const words = `${input.text}: ${decidedBy ?? 'a second person'} rejected it`;
        return { end: 'failed', final: true, words };
      }
      const { breakGlass = null } = context.consent;
      // It held when it was looked at beforehand, and its time has run out since.
      if (breakGlass === null)
        return { end: 'asks', question: approvalQuestion(await foresee(input, context)) };
      if (actor().operator === null) {
        const words = 'Somebody has to be logged in to go on without an approval';
        return { end: 'failed', final: true, words };
      }
      const operationId = `${context.runId}/${context.stepId}`;
      approvals.breakGlass({ operationId, preview, requester: actor(), reason: reasonOf(breakGlass) });
      const by = actor().name;
      const words = `${by} went on without an approval`;
      return { end: 'done', words, output: { by, approval: 'broken-glass' } };
    },
  };
}

function previewOf({ text }: Input, context: ActionContext, ground: Ground): Preview {
  const { runId, stepId, definitionHash } = context;
  const approved = {
    operation: 'approval',
    definition: definitionHash,
    run: runId,
    step: stepId,
    input: { text },
    profile: ground.name,
    environment: ground.environment,
  };
  return {
    kind: 'approval',
    title: 'Go on with a run',
    risk: 'destructive',
    target: `step ${stepId} of run ${runId}`,
    summary: text,
    calls: [],
    diff: null,
    notes: [`The procedure is ${definitionHash}`],
    permissions: [],
    dryRun: 'none',
    hash: createHash('sha256').update(canonicalize(approved)).digest('hex'),
  };
}
