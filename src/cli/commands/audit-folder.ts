import { resolve } from 'node:path';
import type { Kubernetes } from '../../core/connect/kubernetes/index.ts';
import type { Profile } from '../../core/connect/profile/schema.ts';
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
    if (journal.recovery !== null) {
      const { troublesOf } = await import('../../core/shell/troubles.ts');
      const { recovery } = journal;
      for (const { message, hint } of troublesOf(null, { recovery, problem: null })) {
        context.output.tell(`acgs: ${message}. ${hint ?? ''}`);
      }
    }
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** An anchor as the command line shows it, and why it is only read; null when it is written too. */
interface ShownAnchor {
  anchor: Anchor;
  readOnly: string | null;
}

/**
 * With the anchors that the profile names, if there is a profile, and those of the command line. The
 * operator's own terminal may show where the files are.
 */
export async function withAnchors<T>(
  context: CommandContext,
  files: readonly string[],
  work: (anchors: readonly ShownAnchor[]) => Promise<T>,
): Promise<T> {
  const [{ fileAnchor }, { chooseProfile }] = await Promise.all([
    import('../../core/store/journal/index.ts'),
    import('../profile-choice.ts'),
  ]);
  const { clock, globals } = context;
  const choice = chooseProfile(globals, context.folder, thisPlatform(context.env));
  const profile = choice.kind === 'file' ? await readProfile(choice.path) : {};
  const cluster = clusterOf(profile, context);
  try {
    const { openAnchors } = await import('../../core/journal/anchors.ts');
    const readOnly = profile.readOnly === true || globals.readOnly === true;
    const named = openAnchors({ profile: { ...profile, readOnly }, connect: cluster.connect, clock });
    const configured = named.map((it, index) => {
      const place = profile.anchors?.[index];
      return place?.kind === 'file' ? { ...it, anchor: fileAnchor(place.path, clock) } : it;
    });
    const given = files.map((file) => ({
      anchor: fileAnchor(resolve(context.folder, file), clock),
      readOnly: null,
    }));
    const byName = new Map([...configured, ...given].map((it) => [it.anchor.name, it]));
    return await work([...byName.values()]);
  } finally {
    await cluster.close();
  }
}

type AnchoredProfile = Partial<Pick<Profile, 'anchors' | 'cluster' | 'readOnly'>>;

async function readProfile(path: string): Promise<AnchoredProfile> {
  const { loadProfile } = await import('../../core/connect/profile/load.ts');
  return loadProfile(path);
}

/** Connected when an anchor in the cluster is asked for, and not before. */
function clusterOf({ cluster }: AnchoredProfile, { clock, log, redactor, env }: CommandContext) {
  let opening: Promise<Kubernetes> | undefined;
  return {
    connect: () => {
      opening ??= import('../../core/connect/kubernetes/index.ts').then(({ openKubernetes }) =>
        openKubernetes({ cluster, clock, log, redactor, env }),
      );
      return opening;
    },
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}

export async function journalFolder(context: CommandContext): Promise<string> {
  const { dataFolder } = await import('../workplace.ts');
  return dataFolder(context);
}
