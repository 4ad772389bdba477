import type { ControlCenter } from '../control-center/capabilities.ts';
import { refuseToGoOn } from '../operate/processes/going-on.ts';
import { rolloutFrames, rolloutListFrames } from '../rollouts/frames.ts';
import { planView } from '../rollouts/plan-view.ts';
import { rolloutHtml, rolloutMarkdown, rolloutReport } from '../rollouts/report/index.ts';
import { driverSaid } from '../rollouts/settable.ts';
import { previewView } from './operations.ts';
import type { HostInfo, Telling } from './told.ts';

export function rolloutRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { rollouts, profile } = center;
  const readOnly = host.readOnly ?? false;
  const never = new AbortController().signal;
  const consent = (confirm: string | null) =>
    profile.environment === 'production'
      ? { readOnly, confirm: confirm ?? undefined }
      : { readOnly, yes: true };
  // What is said to a rollout was agreed to when it was started, or a second person approves it.
  const said = (signal: AbortSignal | undefined) => ({
    ...{ readOnly, yes: true, confirm: profile.name },
    signal: signal ?? never,
  });
  const mayGoOn = (id: string) => refuseToGoOn(center, rollouts.get(id).id, readOnly);

  return {
    watch: os.rollouts.watch.handler(({ signal }) => told(rolloutListFrames(center, signal))),
    follow: os.rollouts.follow.handler(({ input, signal }) => told(rolloutFrames(center, input.id, signal))),
    plan: os.rollouts.plan.handler(async ({ input, signal = never }) => {
      const { plan, preview, problems } = await rollouts.foresee(input, { readOnly, signal });
      const driver = await driverSaid(center.traffic.driver, signal);
      return { stages: planView(plan), preview: preview && previewView(preview), driver, problems };
    }),
    report: os.rollouts.report.handler(async ({ input: { id, format }, signal = never }) => {
      const report = await rolloutReport(center, id, signal);
      const text = format === 'html' ? rolloutHtml(report) : rolloutMarkdown(report);
      return { name: `rollout-${report.id.slice(0, 8)}.${format}`, text };
    }),
    start: os.rollouts.start.handler(({ input: { confirm, ...wanted } }) =>
      rollouts.start(wanted, consent(confirm)),
    ),
    pause: os.rollouts.pause.handler(({ input: { id, why }, signal }) =>
      rollouts.order('pause', { id, note: why }, said(signal)),
    ),
    resume: os.rollouts.resume.handler(({ input: { id }, signal }) => {
      mayGoOn(id);
      return rollouts.order('resume', { id }, said(signal));
    }),
    promote: os.rollouts.promote.handler(({ input: { id, full }, signal }) => {
      mayGoOn(id);
      return rollouts.order(full ? 'promoteFull' : 'promote', { id }, said(signal));
    }),
    abort: os.rollouts.abort.handler(({ input: { id, why } }) => {
      mayGoOn(id);
      rollouts.abort(id, why);
    }),
    retry: os.rollouts.retry.handler(({ input: { id, confirm }, signal = never }) =>
      rollouts.retry(id, { ...consent(confirm), signal }),
    ),
    answer: os.rollouts.answer.handler(({ input, signal }) => {
      mayGoOn(input.id);
      return rollouts.answer(input, said(signal));
    }),
    emergencyRollback: os.rollouts.emergencyRollback.handler(({ input: { reason, confirm } }) =>
      rollouts.emergencyRollback({ reason }, consent(confirm)),
    ),
    gradualRollback: os.rollouts.gradualRollback.handler(
      ({ input: { confirm, ...wanted }, signal = never }) =>
        rollouts.gradualRollback(wanted, { ...consent(confirm), signal }),
    ),
  };
}
