import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../run.ts';
import { wordsByPlace } from './completion.ts';
import { COMMANDS } from './index.ts';

async function scriptFor(shell: string): Promise<string> {
  const written: string[] = [];
  const sink = { columns: undefined, write: (text: string) => void written.push(text) };
  const code = await runCommandLine(['completion', shell], {
    out: sink,
    err: sink,
    env: {},
    folder: '/',
    root: '/',
    version: '1.2.3',
    signal: new AbortController().signal,
  });
  expect(code).toBe(0);
  return written.join('');
}

describe('completion', () => {
  it('knows what may follow what', () => {
    const places = wordsByPlace(COMMANDS);
    expect(places.get('')).toEqual(expect.arrayContaining(['health', 'cluster', 'serve', '--json']));
    expect(places.get('cluster top')?.slice(0, 2)).toEqual(['nodes', 'pods']);
    expect(places.get('serve')).toEqual(expect.arrayContaining(['--port', '--no-open', '--profile']));
    expect(places.get('completion')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(places.get('sandbox up')).not.toContain('--lifeline');
  });

  it('works in bash', async () => {
    const script = `${await scriptFor('bash')}
COMP_WORDS=(acgs cluster --json po) COMP_CWORD=3; _acgs; echo "\${COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'pods\n', stderr: '' });
  });

  it('names every command for zsh and fish', async () => {
    for (const shell of ['zsh', 'fish']) {
      const script = await scriptFor(shell);
      for (const { name } of COMMANDS) expect(script).toContain(`"${name}"`);
    }
  });
});
