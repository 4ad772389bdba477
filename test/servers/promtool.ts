import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { requirePart } from '../../scripts/provision/parts.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ProgramResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the real promtool in `folder` to its end. */
export function runPromtool(folder: string, args: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(requirePart('promtool'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** Files in a folder of their own; `remove` takes it away. */
export async function filesIn(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await temporaryFolder('promtool');
  for (const [name, content] of files) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

/** What promtool finds wrong in each of these rule files of `folder`, by file; none: it accepts the file. */
export async function promtoolCheck(
  folder: string,
  files: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { stderr } = await runPromtool(folder, ['check', 'rules', ...files]);
  const found = new Map<string, string[]>(files.map((file) => [file, []]));
  let current: string[] | undefined;
  for (const line of stderr.split('\n')) {
    const [file = ''] = line.split(': ', 1);
    const problems = found.get(file);
    if (problems !== undefined) {
      problems.push(line);
      current = problems;
    } else if (line === '  FAILED:' || line === '') current = undefined;
    else if (current !== undefined) current.push(`${current.pop() ?? ''}\n${line}`);
  }
  return found;
}

/** What does not hold in each of these files of unit tests, by file, as promtool prints it. */
export async function promtoolTest(
  folder: string,
  files: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const report = join(folder, 'junit.xml');
  await runPromtool(folder, ['test', `--junit=${report}`, 'rules', ...files]);
  const xml = await readFile(report, 'utf8');
  const found = new Map<string, readonly string[]>();
  for (const [, name = '', body = ''] of xml.matchAll(
    /<testsuite name="([^"]*)"[^>]*>(.*?)<\/testsuite>/gs,
  )) {
    const texts = [...body.matchAll(/<(failure|error)>(.*?)<\/\1>/gs)].map(([, , text = '']) =>
      unescaped(text),
    );
    found.set(unescaped(name), texts);
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9A-F]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}
