import { resolve } from 'node:path';
import type { Anchor, Journal, JournalReader } from '../../core/store/journal/index.ts';
import type { CommandContext } from '../command.ts';
import { thisPlatform } from '../locations.ts';

/** The journal of a data folder, as the audit commands come to it. */
export interface AuditFolder {
  directory: string;
  /** Undefined when the folder has no journal. */
  reader: (JournalReader & { close(): void }) | undefined;
}

/** Opens the journal of the data folder to read it, and closes it whatever happens. */
export async function withJournal<T>(
  context: CommandContext,
  work: (folder: AuditFolder) => Promise<T>,
): Promise<T> {
  const directory = await journalFolder(context);
  const { openJournalReader } = await import('../../core/store/journal/index.ts');
  const reader = openJournalReader({ directory, clock: context.clock });
  try {
    return await work({ directory, reader });
  } finally {
    reader?.close();
  }
}

/** Opens it to sign and anchor what is there. */
export async function withWritableJournal<T>(
  context: CommandContext,
  anchors: readonly Anchor[],
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const directory = await journalFolder(context);
  const { openJournal, openJournalKey, originFor } = await import('../../core/store/journal/index.ts');
  const signer = openJournalKey(directory);
  const { clock, log } = context;
  const journal = openJournal({
    directory,
    clock,
    signer,
    origin: originFor(signer),
    anchors,
    messages: log,
  });
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** The anchors that the profile names, if there is a profile, and those of the command line. */
export async function anchorsOf(context: CommandContext, files: readonly string[] = []): Promise<Anchor[]> {
  const [{ fileAnchor }, { chooseProfile }] = await Promise.all([
    import('../../core/store/journal/index.ts'),
    import('../profile-choice.ts'),
  ]);
  const choice = chooseProfile(context.globals, context.folder, thisPlatform(context.env));
  const configured = choice.kind === 'file' ? await configuredAnchors(choice.path) : [];
  for (const anchor of configured) {
    if (anchor.kind === 'configMap') {
      context.output.tell(`acgs: the anchor in config map ${anchor.name} is not looked at here`);
    }
  }
  const paths = configured.flatMap((anchor) => (anchor.kind === 'file' ? [anchor.path] : []));
  const given = files.map((file) => resolve(context.folder, file));
  return [...new Set([...paths, ...given])].map((path) => fileAnchor(path, context.clock));
}

async function configuredAnchors(profilePath: string) {
  const { loadProfile } = await import('../../core/connect/profile/load.ts');
  return (await loadProfile(profilePath)).anchors ?? [];
}

export async function journalFolder(context: CommandContext): Promise<string> {
  const { dataFolder } = await import('../workplace.ts');
  return dataFolder(context);
}
