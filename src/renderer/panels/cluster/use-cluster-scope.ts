import { useState } from 'react';
import type { Namespaces } from '../../../contract/cluster.ts';
import { useLive } from '../../state/live.tsx';
import { type ClusterScope, readNamespaces } from './scope.ts';

/**
 * Where the tables look. The namespaces are kept for each profile; the context is not: whoever opens the
 * window again looks at the system that the profile means.
 */
export function useClusterScope(): [ClusterScope, (scope: ClusterScope) => void] {
  const profile = useLive().shell.data?.profile.name ?? null;
  const [context, setContext] = useState<string | null>(null);
  const [chosen, setChosen] = useState<{ profile: string | null; namespaces: Namespaces }>();
  const known = chosen?.profile === profile ? chosen : undefined;
  const namespaces = known?.namespaces ?? readNamespaces(profile && localStorage.getItem(keyOf(profile)));

  const [scope, setScope] = useState<ClusterScope>({ context, namespaces });
  const same = scope.context === context && JSON.stringify(scope.namespaces) === JSON.stringify(namespaces);
  if (!same) setScope({ context, namespaces });

  return [
    same ? scope : { context, namespaces },
    (next) => {
      setContext(next.context);
      setChosen({ profile, namespaces: next.namespaces });
      // Another context's namespaces are no choice for the profile's own system.
      if (profile !== null && next.context === null)
        localStorage.setItem(keyOf(profile), JSON.stringify(next.namespaces));
    },
  ];
}

function keyOf(profile: string): string {
  return `acgs.cluster.namespaces.${profile}`;
}
