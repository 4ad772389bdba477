import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ready = z.object({ ready: z.literal(true), profile: z.string(), control: z.url() });
const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
const children = new Set<ChildProcess>();

afterEach(() => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  children.clear();
});

function run(...args: string[]): ChildProcess {
  const child = fork(entry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  children.add(child);
  return child;
}

async function untilReady(child: ChildProcess) {
  if (child.stdout === null) {
    throw new Error('the sandbox has no standard output');
  }
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return ready.parse(JSON.parse(String(line)));
}

/** Every descendant of a process, read from /proc. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

describe('acgs sandbox as a process', () => {
  it.each(['SIGTERM', 'disconnect'] as const)(
    'ends with everything it started on %s',
    async (how) => {
      const child = run('up');
      const { profile } = await untilReady(child);
      const started = process.platform === 'linux' ? descendants(child.pid ?? 0) : [];
      const exited = once(child, 'exit');
      if (how === 'disconnect') {
        child.disconnect();
      } else {
        child.kill(how);
      }
      expect(await exited).toEqual([0, null]);
      expect(existsSync(dirname(profile))).toBe(false);
      expect(started.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    },
    30_000,
  );

  it.each([
    [['up', '--fault', 'nothing'], /^There is no fault "nothing"; the faults are /],
    [['up', '--pods', 'many'], /^--pods must be a whole number from 0/],
    [['down'], /^The only command is: up/],
  ])(
    'refuses %j in one sentence',
    async (args, sentence) => {
      const child = run(...args);
      const complaint: string[] = [];
      child.stderr?.on('data', (chunk) => complaint.push(String(chunk)));
      expect(await once(child, 'close')).toEqual([2, null]);
      expect(complaint.join('')).toMatch(sentence);
      expect(complaint.join('').trim().split('\n')).toHaveLength(1);
    },
    30_000,
  );
});
