import type { ControlCenter } from '../control-center/capabilities.ts';
import { OperatorError } from '../kernel/errors.ts';
import { refuseToGoOn } from '../operate/processes/going-on.ts';
import { catalogueView, entryDetail } from '../runbooks/entry-view.ts';
import { foresightFrames, runFrames, runListFrames } from '../runbooks/frames.ts';
import { evidenceView } from '../runbooks/run-view.ts';
import { type HostInfo, moment, type Telling } from './told.ts';

export function runbookRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { runbooks, profile } = center;
  const readOnly = host.readOnly ?? false;
  return {
    list: os.runbooks.list.handler(() => catalogueView(runbooks.catalogue)),
    show: os.runbooks.show.handler(({ input }) => entryDetail(runbooks.find(input.id))),
    check: os.runbooks.check.handler(({ input }) => runbooks.flaws(input.id, input.parameters)),
    foresee: os.runbooks.foresee.handler(({ input, signal }) =>
      told(foresightFrames(center, { ...input, readOnly }, signal)),
    ),
    start: os.runbooks.start.handler(async ({ input }) => {
      const { id, parameters, agreement, confirm, definitionHash } = input;
      if (runbooks.find(id).definitionHash !== definitionHash) {
        throw new OperatorError('conflict', `${id} is another one than was shown by now`, {
          hint: 'Look at it again before starting it.',
        });
      }
      const consent =
        profile.environment === 'production' ? { confirm: confirm ?? undefined } : { yes: true };
      const { runId } = await runbooks.start(id, parameters, { agreement, readOnly, ...consent });
      return { run: runId };
    }),
  };
}

export function runRoutes({ os, told }: Telling, center: ControlCenter, host: HostInfo) {
  const { processes } = center;
  const readOnly = host.readOnly ?? false;

  const mayGoOn = (id: string) => refuseToGoOn(center, id, readOnly);

  return {
    list: os.runs.list.handler(({ input, signal }) => told(runListFrames(center, moment(input.at), signal))),
    follow: os.runs.follow.handler(({ input, signal }) =>
      told(runFrames(center, input.id, moment(input.at), signal)),
    ),
    evidence: os.runs.evidence.handler(({ input }) => {
      const found = evidenceView(processes.get(input.id), input.step);
      if (found) return found;
      throw new OperatorError('not-found', `There is no step ${input.step} in it`);
    }),
    answer: os.runs.answer.handler(({ input: { id, step, choice, note, typed } }) => {
      mayGoOn(id);
      processes.answer(id, step, { choice, note }, typed ?? undefined);
    }),
    pause: os.runs.pause.handler(({ input }) => processes.pause(input.id, input.why || 'paused by hand')),
    resume: os.runs.resume.handler(({ input }) => {
      mayGoOn(input.id);
      processes.resume(input.id);
    }),
    abort: os.runs.abort.handler(({ input: { id, why, takesBack } }) => {
      if (takesBack) mayGoOn(id);
      processes.abort(id, why || (takesBack ? 'taken back by hand' : 'stopped by hand'), takesBack);
    }),
    retry: os.runs.retry.handler(({ input }) => {
      mayGoOn(input.id);
      processes.retry(input.id, input.step);
    }),
  };
}
