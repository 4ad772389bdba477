import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from './check.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'acgs-layers-'));
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(root, 'node_modules'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const TARGETS = [
  'src/core/kernel/clock.ts',
  'src/core/promql/index.ts',
  'src/core/store/open.ts',
  'src/core/connect/index.ts',
  'src/core/observe/index.ts',
  'src/core/operate/index.ts',
  'src/core/health/index.ts',
  'src/core/cluster/index.ts',
  'src/core/control-center.ts',
  'src/core/router.ts',
  'src/contract/index.ts',
  'src/main/index.ts',
  'src/server/index.ts',
  'src/cli/index.ts',
  'src/renderer/app.tsx',
  'src/sandbox/index.ts',
  'src/core/kernel/testing/manual.ts',
];

/** Writes one file into a tree where every layer has a file, and gives the rules it breaks. */
function breaches(file: string, source: string): string[] {
  for (const target of TARGETS) write(target, 'export const it = 1;\nexport type It = number;\n');
  write(file, source);
  return checkLayers(root).breaches.map((breach) => `${breach.file}:${breach.line} ${breach.rule}`);
}

function write(file: string, source: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), source);
}

describe('the layer check', () => {
  it.each([
    ['src/core/kernel/new.ts', "import { it } from '../store/open.ts';", 'kernel'],
    ['src/core/promql/new.ts', "import { it } from '../store/open.ts';", 'promql'],
    ['src/core/store/new.ts', "import { it } from '../promql/index.ts';", 'store'],
    ['src/core/store/new.ts', "import { it } from '../connect/index.ts';", 'store'],
    ['src/core/connect/new.ts', "import { it } from '../observe/index.ts';", 'connect'],
    ['src/core/observe/new.ts', "import { it } from '../operate/index.ts';", 'observe'],
    ['src/core/operate/new.ts', "import { it } from '../observe/index.ts';", 'operate'],
    ['src/core/operate/new.ts', "import type { It } from '../health/index.ts';", 'operate'],
    ['src/core/health/new.ts', "import { it } from '../control-center.ts';", 'capability'],
    ['src/core/health/new.ts', "import { it } from '../cluster/index.ts';", 'capability'],
    ['src/core/health/new.ts', "import { it } from '../../contract/index.ts';", 'capability'],
    ['src/core/health/new.ts', "import type { It } from '../../sandbox/index.ts';", 'capability'],
    ['src/core/control-center.ts', "import { it } from './router.ts';", 'control-center'],
    ['src/core/router.ts', "import { it } from '../server/index.ts';", 'router'],
    ['src/contract/new.ts', "import type { It } from '../core/kernel/clock.ts';", 'contract'],
    ['src/contract/new.ts', "import { join } from 'node:path';", 'contract'],
    ['src/contract/new.ts', "import { parse } from 'yaml';", 'contract'],
    ['src/server/new.ts', "import { it } from '../main/index.ts';", 'server'],
    ['src/server/new.ts', "import { app } from 'electron';", 'electron'],
    ['src/core/health/new.ts', "import type { App } from 'electron';", 'electron'],
    ['src/preload/new.ts', "import { it } from '../core/kernel/clock.ts';", 'preload'],
    ['src/preload/new.ts', "import { readFileSync } from 'fs';", 'preload'],
    ['src/renderer/new.tsx', "import type { It } from '../core/health/index.ts';", 'renderer'],
    ['src/renderer/new.tsx', "import { readFileSync } from 'node:fs';", 'renderer'],
    ['src/sandbox/new.ts', "import { it } from '../core/kernel/clock.ts';", 'sandbox'],
    ['src/sandbox/new.ts', "import { it } from '../contract/index.ts';", 'sandbox'],
    ['src/core/kernel/new.ts', "import { it } from './testing/manual.ts';", 'test code'],
    ['src/core/kernel/new.ts', "import { it } from './gone.ts';", 'unresolved'],
    ['src/core/kernel/new.ts', "import { it } from 'no-such-package';", 'unresolved'],
    ['src/core/kernel/new.test.ts', "import { it } from './gone.ts';", 'unresolved'],
    ['src/core/loose.ts', 'export {};', 'place'],
    ['src/elsewhere/new.ts', 'export {};', 'place'],
  ])('finds the breach in %s: %s', (file, source, rule) => {
    expect(breaches(file, `\n${source}`)).toEqual([`${file}:${rule === 'place' ? 1 : 2} ${rule}`]);
  });

  it.each([
    "export * from '../store/open.ts';",
    "export { it } from '../store/open.ts';",
    "const late = await import('../store/open.ts');",
    'const late = await import(`../store/open.ts`);',
    "type It = import('../store/open.ts').It;",
    "new Worker(new URL('../store/open.ts', import.meta.url));",
    "import '../store/open.ts';",
  ])('sees the import in: %s', (source) => {
    expect(breaches('src/core/kernel/new.ts', source)).toEqual(['src/core/kernel/new.ts:1 kernel']);
  });

  it.each([
    ['src/core/health/new.ts', "import type { It } from '../cluster/index.ts';"],
    [
      'src/core/health/new.ts',
      "import { it } from '../observe/index.ts'; import { it as x } from './index.ts';",
    ],
    ['src/core/health/new.test.ts', "import { it } from '../../sandbox/index.ts';"],
    [
      'src/core/router.ts',
      "import { it } from '../contract/index.ts'; import { x } from './control-center.ts';",
    ],
    ['src/main/new.ts', "import { app } from 'electron'; import { it } from '../core/router.ts';"],
    [
      'src/cli/new.ts',
      "import { it } from '../sandbox/index.ts'; import { it as x } from '../server/index.ts';",
    ],
    ['src/core/health/new.ts', "import { it } from '../promql/index.ts';"],
    ['src/renderer/new.tsx', "import { it } from '../contract/index.ts'; import { useState } from 'react';"],
    ['src/contract/new.ts', "import { z } from 'zod';"],
    ['src/sandbox/new.ts', "import { parse } from 'yaml'; import { join } from 'node:path';"],
  ])('allows in %s: %s', (file, source) => {
    expect(breaches(file, source)).toEqual([]);
  });

  it('finds files that load each other, and lets types and what is loaded later run in circles', () => {
    write('src/core/kernel/a.ts', "export { b } from './b.ts'; export const a = 1;");
    write('src/core/kernel/b.ts', "export { c } from './c.ts'; export const b = 1;");
    write('src/core/kernel/c.ts', "import { a } from './a.ts'; export const c = a;");
    const [breach, ...others] = checkLayers(root).breaches;
    expect(others).toEqual([]);
    expect(breach?.sentence).toContain(
      'src/core/kernel/a.ts -> src/core/kernel/b.ts -> src/core/kernel/c.ts -> src/core/kernel/a.ts',
    );
    for (const source of [
      "import type { a } from './a.ts'; export const c: typeof a = 1;",
      "export const c = () => import('./a.ts');",
      "export const c = new URL('./a.ts', import.meta.url);",
    ]) {
      write('src/core/kernel/c.ts', source);
      expect(checkLayers(root).breaches, source).toEqual([]);
    }
  });

  it('fails when there is nothing to look at', () => {
    expect(checkLayers(root)).toMatchObject({ files: 0, imports: 0, breaches: [{ rule: 'nothing' }] });
  });
});
