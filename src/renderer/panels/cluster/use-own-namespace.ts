import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useDesk } from '../../state/desk.tsx';

/** The name of the profile's namespace; null until it is known. */
export function useOwnNamespace(): string | null {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [namespace, setNamespace] = useState<string | null>(null);

  useEffect(() => {
    if (!client) return;
    const stop = new AbortController();
    client.cluster.info(undefined, { signal: stop.signal }).then(
      (info) => setNamespace(info.namespace),
      // The tables say what is wrong with the cluster; here only a name is missing.
      () => {},
    );
    return () => stop.abort();
  }, [client]);

  return namespace;
}
