import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../contract/index.ts';
import type { ProblemView } from '../../contract/source.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';

/** Which host serves the contract, as far as a screen needs to know. */
export interface HostInfo {
  kind: 'electron' | 'browser';
  version: string;
  /** Set when the practice system was opened because no profile was configured. */
  sandboxNotice: string | null;
  /** Started with --read-only: nothing is to be changed from here. */
  readOnly?: boolean;
}

/** The contract to implement, in which what fails is told as a problem: no stack, no cause, no secret. */
export function tellingContract(center: ControlCenter) {
  const failure = (error: unknown): ORPCError<string, ProblemView> => {
    if (error instanceof ORPCError) return error;
    const { code, message, hint }: Problem = center.redactor.data(problemOf(error));
    center.log.warn('a request failed', { code, error });
    return new ORPCError('OPERATOR', { message, data: { code, message, hint } });
  };

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw failure(error);
    }
  });

  /** Failures after the first frame pass no middleware any more. */
  async function* told<T>(frames: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
    try {
      yield* frames;
    } catch (error) {
      throw failure(error);
    }
  }

  return { os, told };
}

export type Telling = ReturnType<typeof tellingContract>;

/** The moment a screen asks for, epoch milliseconds; null is live. */
export function moment(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
