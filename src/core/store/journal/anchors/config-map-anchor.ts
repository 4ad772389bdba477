import type { Anchor } from './anchor.ts';

/** A config map of the cluster, as far as an anchor needs it. */
export interface ConfigMapAccess {
  /** Undefined when there is no such config map. */
  read(): Promise<{ data: Readonly<Record<string, string>>; resourceVersion: string } | undefined>;
  /**
   * Writes the data, and makes the config map when there was none.
   *
   * @param resourceVersion as it was read; undefined when there was none
   * @returns false when somebody else wrote in between
   */
  write(data: Readonly<Record<string, string>>, resourceVersion: string | undefined): Promise<boolean>;
}

const KEY = 'checkpoint';

/** An anchor in a config map: whoever can change this machine's disk cannot change the cluster with it. */
export function configMapAnchor(name: string, access: ConfigMapAccess): Anchor {
  return {
    name: `configMap:${name}`,
    read: async () => (await access.read())?.data[KEY],
    async write(checkpoint, before) {
      const found = await access.read();
      if (found?.data[KEY] !== before) return false;
      return access.write({ ...found?.data, [KEY]: checkpoint }, found?.resourceVersion);
    },
  };
}
