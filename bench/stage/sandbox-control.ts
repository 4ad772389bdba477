import { z } from 'zod';
import { requestFault } from '../../src/sandbox/index.ts';

const changes = z.array(z.object({ method: z.string(), path: z.string() }));
const reads = z.record(z.string(), z.number());

/** What a running sandbox saw of whoever works on it. */
export function openSandboxControl(controlUrl: string) {
  const get = async (page: string): Promise<unknown> => (await fetch(`${controlUrl}${page}`)).json();
  return {
    setFault: (name: string, on: boolean) => requestFault(controlUrl, name, on),
    /** How often something whose path holds this was changed. */
    async changesOf(part: string): Promise<number> {
      return changes.parse(await get('/changes')).filter(({ path }) => path.includes(part)).length;
    },
    /** How often this was read, as `governance /health`. */
    readsOf: async (what: string) => reads.parse(await get('/reads'))[what] ?? 0,
  };
}
