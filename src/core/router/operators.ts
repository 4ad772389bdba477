import type { ControlCenter } from '../control-center/capabilities.ts';
import type { ApprovalView } from '../operate/approvals/index.ts';
import { approvalFrames, operatorFrames } from '../operate/people-frames.ts';
import { previewView } from './operations.ts';
import type { HostInfo, Telling } from './told.ts';

export function operatorRoutes({ os, told }: Telling, center: ControlCenter) {
  const { operators, session } = center;
  return {
    watch: os.operators.watch.handler(({ signal }) => told(operatorFrames(center, signal))),
    add: os.operators.add.handler(({ input }) => operators.add(input)),
    logIn: os.operators.logIn.handler(({ input }) => session.logIn(input.id, input.passphrase)),
    logOut: os.operators.logOut.handler(() => session.logOut()),
    stay: os.operators.stay.handler(() => session.stay()),
  };
}

export function approvalRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { approvals, catalogue, door, redactor } = center;
  const readOnly = host.readOnly ?? false;
  const never = new AbortController().signal;

  async function* frames(signal: AbortSignal | undefined) {
    for await (const { requests, reviews } of approvalFrames(center, signal)) {
      // Files come from elsewhere, and what was signed there was struck out by another redactor.
      yield redactor.data({ requests: requests.map(requestView), reviews });
    }
  }

  return {
    watch: os.approvals.watch.handler(({ signal }) => told(frames(signal))),
    request: os.approvals.request.handler(({ input, signal = never }) => {
      const { kind, parameters, hash, reason } = input;
      return door.requestApproval(catalogue.named(kind), parameters, { readOnly, signal, hash, reason });
    }),
    approve: os.approvals.approve.handler(({ input }) => approvals.decide(input.id, 'approved', input.note)),
    reject: os.approvals.reject.handler(({ input }) => approvals.decide(input.id, 'rejected', input.note)),
    withdraw: os.approvals.withdraw.handler(({ input }) => approvals.withdraw(input.id)),
    review: os.approvals.review.handler(({ input }) => approvals.glasses.review(input.id, input.note)),
  };
}

function requestView({ operation, preview, ...rest }: ApprovalView) {
  return { ...rest, request: operation, preview: previewView(preview) };
}
