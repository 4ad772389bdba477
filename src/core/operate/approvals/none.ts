import { OperatorError } from '../../kernel/errors.ts';
import type { Approvals } from '../authority.ts';

const refusal = () =>
  new OperatorError('refused', 'No operator is known here, so nobody can ask for an approval or give one');

/** Where no operators are known: nothing is approved, and no glass can be broken. */
export const withoutOperators: Approvals = {
  standing: async () => ({ state: 'missing', id: null, decidedBy: null }),
  request() {
    throw refusal();
  },
  use: () => Promise.reject(refusal()),
  breakGlass() {
    throw refusal();
  },
};
