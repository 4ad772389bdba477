import { runCommandLine } from '../run.ts';

/** Runs a command line in this process, in a world of its own, and gives what it wrote. */
export async function runHere(words: readonly string[], world: { folder: string; env?: NodeJS.ProcessEnv }) {
  const { folder, env = {} } = world;
  const written = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    columns: undefined,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await runCommandLine([...words], {
    out: sink('out'),
    err: sink('err'),
    env,
    folder,
    root: folder,
    version: '0.0.0',
    signal: new AbortController().signal,
  });
  return { code, ...written, json: () => JSON.parse(written.out) };
}
