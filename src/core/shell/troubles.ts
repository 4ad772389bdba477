import type { JournalStatus } from '../journal/index.ts';
import type { Problem } from '../kernel/errors.ts';
import type { StoreTrouble } from '../store/index.ts';

/** What is wrong with what is kept here, in the operator's words. */
export function troublesOf(
  store: StoreTrouble | null,
  journal: Pick<JournalStatus, 'recovery' | 'problem'>,
): Problem[] {
  const troubles: Problem[] = [];
  if (store?.kind === 'damaged') {
    troubles.push(
      trouble(
        `The record of what was observed was damaged and is kept as ${store.movedTo}; a new one was begun`,
        'Operators have to be added again. Put a backup in its place while nothing runs, to have them and the past back.',
      ),
    );
  }
  if (store?.kind === 'not-kept') {
    troubles.push(
      trouble(
        `What is observed now is not recorded: the data folder cannot be written (${store.why})`,
        'Give this user the folder, free some space, or choose another folder with --data.',
      ),
    );
  }
  const { recovery, problem } = journal;
  if (recovery !== null) {
    const { why, kept, lost, movedTo } = recovery;
    const ofLost =
      lost === null
        ? 'how many were lost is not known'
        : lost === 0
          ? 'none is known to be lost'
          : `${lost} or more were lost`;
    const aside = movedTo === null ? '' : `, and what was there is kept as ${movedTo}`;
    troubles.push(
      trouble(
        `The journal was recovered: ${why}. Its first ${kept} entries were intact, ${ofLost}${aside}`,
        'Find out who or what did it; acgs audit verify says what the anchors say.',
      ),
    );
  }
  if (problem !== null) troubles.push(problem);
  return troubles;
}

function trouble(message: string, hint: string): Problem {
  return { code: 'internal', message, hint, retryable: false };
}
