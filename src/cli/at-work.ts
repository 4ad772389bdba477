import type { ControlCenter } from '../core/control-center/capabilities.ts';
import type { CommandContext } from './command.ts';

/**
 * Opens the center in the name of whom the command line names, for one piece of work, and closes it whatever happens.
 * A stop is not raced: what was begun has to be journaled, and how it ended told.
 */
export async function atWork<T>(
  context: CommandContext,
  work: (center: ControlCenter) => Promise<T>,
): Promise<T> {
  const [{ openWorkplace }, { logIn }] = await Promise.all([import('./workplace.ts'), import('./log-in.ts')]);
  const workplace = await openWorkplace(context);
  try {
    await logIn(context, workplace.center, { required: false });
    return await work(workplace.center);
  } finally {
    await workplace.close();
  }
}
