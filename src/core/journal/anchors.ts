import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { DEFAULT_NAMESPACE, type Profile } from '../connect/profile/schema.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Anchor, configMapAnchor, fileAnchor } from '../store/journal/index.ts';
import { configMapAccess } from './config-map-access.ts';

/** A place for the journal's checkpoints that the profile names. */
export interface NamedAnchor {
  anchor: Anchor;
  /** Why it is only read; null when it is written too. */
  readOnly: string | null;
}

/**
 * The profile's anchors, under names that may be shown anywhere: without paths.
 *
 * Anchoring writes into the cluster, and does not go through the door of `core/operate`. Whoever writes
 * the profile declares it there: this one object, which holds nothing else, is the journal's. It is the
 * journal's own bookkeeping and nobody's act; through the door every anchoring would add entries, which
 * would have to be anchored, without end. A read-only profile promises that nothing is changed, so that
 * its config maps are only read; a file is not part of what is watched, and is written all the same.
 */
export function openAnchors(options: {
  profile: Pick<Profile, 'anchors' | 'cluster' | 'readOnly'>;
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  clock: Clock;
}): NamedAnchor[] {
  const { profile, connect, clock } = options;
  const named = profile.anchors ?? [];
  const namespace = profile.cluster?.namespace ?? DEFAULT_NAMESPACE;
  const files = named.filter(({ kind }) => kind === 'file');
  return named.map((it) => {
    if (it.kind === 'file') {
      const number = files.length === 1 ? '' : ` ${files.indexOf(it) + 1}`;
      return { anchor: { ...fileAnchor(it.path, clock), name: `anchor file${number}` }, readOnly: null };
    }
    const access = configMapAccess(connect, { namespace, name: it.name });
    return {
      anchor: { ...configMapAnchor(it.name, access), name: `config map ${namespace}/${it.name}` },
      readOnly: profile.readOnly ? 'The profile is read-only: the config map is not written' : null,
    };
  });
}
