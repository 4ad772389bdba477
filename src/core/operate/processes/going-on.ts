import type { Profile } from '../../connect/profile/schema.ts';
import { groundOf, refuseInReadOnlyMode } from '../guards.ts';
import type { Processes } from './index.ts';

/**
 * Whoever drives a process may change things: in read-only mode nothing has it go on, whoever would drive it.
 *
 * @throws OperatorError `refused`
 */
export function refuseToGoOn(
  { processes, profile }: { processes: Pick<Processes, 'get'>; profile: Profile },
  id: string,
  readOnly: boolean,
): void {
  const { risk, title } = processes.get(id);
  refuseInReadOnlyMode(groundOf(profile), readOnly, { risk, summary: `Go on with ${title}` });
}
