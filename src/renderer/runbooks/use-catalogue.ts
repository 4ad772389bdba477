import type { RunbookCatalogue } from '../../contract/runbooks.ts';
import { type Answer, useAnswer } from '../state/answer.ts';

/** Nobody waits for what is not wanted. */
const NEVER = new Promise<never>(() => {});

/** The catalogue, asked for once it is wanted. */
export function useCatalogue(isWanted: boolean): Answer<RunbookCatalogue> {
  return useAnswer<RunbookCatalogue>(
    (client, options) => (isWanted ? client.runbooks.list(undefined, options) : NEVER),
    isWanted ? 'runbooks' : 'no runbooks',
    0,
  );
}
