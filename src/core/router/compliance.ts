import type { Assessment } from '../compliance/assessment.ts';
import { evidenceOf, headlineOf } from '../compliance/headline.ts';
import { validationSteps } from '../compliance/steps.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { moment, type Telling } from './told.ts';

export function complianceRoutes({ os, told }: Telling, { compliance, clock }: ControlCenter) {
  return {
    watch: os.compliance.watch.handler(({ input, signal }) =>
      told(headlines(compliance.frames(moment(input.at), signal))),
    ),
    evidence: os.compliance.evidence.handler(({ input: { id } }) => {
      const found = compliance.assessment(id);
      if (found) return { id, parts: found.parts.map(evidenceOf) };
      throw new OperatorError('not-found', 'This validation is not recorded any more', {
        hint: 'The record keeps what its limits allow; choose a newer one, or validate now.',
      });
    }),
    list: os.compliance.list.handler(({ input: { at, limit } }) =>
      compliance
        .list({ from: 0, to: moment(at) ?? clock.now(), limit })
        .map(({ checkedAt, ...row }) => ({ ...row, checkedAt: toIso(checkedAt) })),
    ),
    course: os.compliance.course.handler(({ input: { at, ...range } }) =>
      compliance.course({ ...range, at: moment(at) }),
    ),
    itemCourse: os.compliance.itemCourse.handler(({ input: { at, part, item, ...range } }) =>
      compliance.itemCourse({ part, item }, { ...range, at: moment(at) }),
    ),
    validate: os.compliance.validate.handler(({ input, signal }) =>
      told(validationSteps(compliance, input.mode, signal)),
    ),
  };
}

async function* headlines(frames: AsyncGenerator<Assessment | null, void, void>) {
  for await (const frame of frames) yield frame && headlineOf(frame);
}
