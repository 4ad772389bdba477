import { failure } from './scenario.ts';

/** A value no page may ever show: the error scenario carries it where a careless screen would print it. */
export const PLANTED_SECRET = 'planted-7f3c91d2-never-show';

/** The core fails. The extra field is what a careless screen would print with the rest. */
export function failing(): never {
  const error = failure(
    'internal',
    'The local store could not be read: the disk holding it is full.',
    'Free some space; it is tried again by itself.',
  );
  error.cause = PLANTED_SECRET;
  throw error;
}
