import type { Door } from '../door.ts';
import type { OperationKind, Preview } from '../operation.ts';
import type { ActionKind, Foresight } from './action.ts';

/** A step that does one of the operations of the door. */
export function operationAction<P>(kind: OperationKind<P>, door: Door): ActionKind<P> {
  return {
    name: kind.kind,
    title: kind.title,
    risk: kind.risk,
    input: kind.parameters,
    async foresee(input, { consent: { readOnly }, signal }) {
      const preview = await door.preview(kind, input, { readOnly, signal });
      const { consent, profile, approval } = await door.terms(preview);
      return {
        ...foresightOf(preview),
        ...(consent === 'type-name' ? { typeToAgree: profile } : {}),
        ...(approval === 'not-needed' || approval === 'approved' ? {} : { approval }),
      };
    },
    async probe(input, { signal }) {
      const { calls, summary } = await kind.prepare(input, signal);
      return calls.length === 0
        ? { done: true, words: `it is so already: ${summary}` }
        : { done: null, words: `what is left to do is: ${summary}` };
    },
    async requestApproval(input, { consent: { readOnly }, signal }, reason) {
      await door.requestApproval(kind, input, { readOnly, signal, reason });
    },
    async run(input, { runId, stepId, attempt, consent, signal, progress }) {
      const outcome = await door.perform(kind, input, {
        ...consent,
        signal,
        within: { process: runId, step: stepId, attempt },
        onProgress: progress,
      });
      const { verification, evidence, summary, journal, inverse } = outcome;
      const told = {
        words: verification.words,
        output: { summary, changed: journal !== null },
        evidence: JSON.parse(JSON.stringify({ ...evidence, journal })),
      };
      // It was done either way: to try again would do it twice.
      return verification.ok === true
        ? { ...told, end: 'done', inverse }
        : { ...told, end: 'failed', final: true };
    },
  };
}

function foresightOf(preview: Preview): Foresight {
  const { risk, calls, diff, notes, summary, dryRun, hash } = preview;
  const isKnown = dryRun === 'server' || diff !== null || calls.length === 0;
  return { how: isKnown ? 'simulated' : 'not-predictable', words: summary, risk, calls, diff, notes, hash };
}
