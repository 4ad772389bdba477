import type { ControlCenter } from '../control-center/capabilities.ts';
import type { Outcome } from '../operate/door.ts';
import { lockFrames } from '../operate/lock-frames.ts';
import type { Call, Preview } from '../operate/operation.ts';
import type { HostInfo, Telling } from './told.ts';

export function operationRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { catalogue, door, rights, runs, clock } = center;
  const readOnly = host.readOnly ?? false;
  const never = new AbortController().signal;

  async function* steps(run: string, signal: AbortSignal | undefined) {
    for await (const step of runs.follow(run, signal)) {
      yield step.type === 'outcome' ? { ...step, outcome: outcomeView(step.outcome) } : step;
    }
  }

  return {
    rights: os.operations.rights.handler(async ({ input, signal = never }) => [
      ...(await rights.of(input, { readOnly, signal })),
    ]),
    preview: os.operations.preview.handler(async ({ input, signal = never }) => {
      const kind = catalogue.named(input.kind);
      const preview = await door.preview(kind, input.parameters, { readOnly, signal });
      return { preview: previewView(preview), terms: await door.terms(preview) };
    }),
    perform: os.operations.perform.handler(({ input, signal }) => {
      const { parameters, hash, confirm, breakGlass } = input;
      const kind = catalogue.named(input.kind);
      const run = runs.start((onProgress, stop) =>
        door.perform(kind, parameters, {
          readOnly,
          hash,
          breakGlass,
          ...(confirm === null ? { yes: true } : { confirm }),
          onProgress,
          signal: stop,
        }),
      );
      return told(steps(run, signal));
    }),
    follow: os.operations.follow.handler(({ input, signal }) => told(steps(input.run, signal))),
    locks: os.operations.locks.handler(({ signal }) => told(lockFrames({ door, clock, signal }))),
    breakLock: os.operations.breakLock.handler(({ input }) => door.breakLock(input.target, { readOnly })),
    interrupted: os.operations.interrupted.handler(() => [...center.interrupted]),
  };
}

/** As approvals show it too. */
export function previewView(preview: Omit<Preview, 'permissions'>) {
  const { kind, title, risk, target, summary, calls, diff, notes, dryRun, hash } = preview;
  return {
    kind,
    title,
    risk,
    target,
    summary,
    calls: calls.map(callView),
    diff,
    notes: [...notes],
    dryRun,
    hash,
  };
}

function outcomeView({ inverse, kind: _, evidence: __, ...outcome }: Outcome) {
  if (inverse === null) return { ...outcome, inverse };
  const { title, kind, parameters } = inverse;
  return { ...outcome, inverse: { title, request: { kind, parameters } } };
}

function callView({ method, path, body }: Call) {
  return { method, path, body: body === undefined ? null : JSON.stringify(body, null, 2) };
}
