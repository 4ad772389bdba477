import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from './part.ts';
import { findProgram, run } from './programs.ts';

/** Whether this process may install Debian packages. */
export function mayInstall(): boolean {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined
  );
}

const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', APT_LISTCHANGES_FRONTEND: 'none' };
const APT_OPTIONS = ['-q', '-y', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/** Installs packages without questions, recommendations or started services; the lists are refreshed only when needed. */
export async function install(packages: readonly string[], report: Report): Promise<void> {
  report(`installing ${packages.join(', ')}`);
  const attempt = () =>
    run('apt-get', [...APT_OPTIONS, 'install', '--no-install-recommends', ...packages], {
      env: APT_ENVIRONMENT,
    });
  await withoutStartingServices(async () => {
    try {
      await attempt();
    } catch {
      await run('apt-get', [...APT_OPTIONS, 'update'], { env: APT_ENVIRONMENT });
      await attempt();
    }
  });
}

/** invoke-rc.d asks this file before it starts a service; 101 means "not allowed" (Debian's policy-rc.d interface). */
async function withoutStartingServices(action: () => Promise<void>): Promise<void> {
  if (existsSync(SERVICE_POLICY)) return action();
  await writeFile(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await action();
  } finally {
    await rm(SERVICE_POLICY, { force: true });
  }
}

/**
 * Downloads and unpacks Debian 12's source of a package into `folder`, with package lists of its own: the system's
 * sources stay as they are.
 */
export async function unpackSource(sourcePackage: string, folder: string): Promise<void> {
  await withOwnLists('deb-src', 'bookworm', async (apt, lists) => {
    await apt(['source', '--download-only', sourcePackage]);
    await run('sh', ['-c', 'dpkg-source --no-check -x *.dsc "$0"', folder], { cwd: lists });
  });
}

/**
 * Unpacks packages of Debian's unstable suite into `folder` without installing them. For programs that bring all
 * they need: what they depend on is not fetched.
 */
export async function unpackUnstable(packages: readonly string[], folder: string): Promise<void> {
  await withOwnLists('deb', 'unstable', async (apt, lists) => {
    await apt(['download', ...packages]);
    await run('sh', ['-c', 'for it in *.deb; do dpkg -x "$it" "$0" || exit 1; done', folder], { cwd: lists });
  });
}

/** Gives `use` an apt-get that knows one suite alone, and works in a folder that is gone afterwards. */
async function withOwnLists(
  kind: 'deb' | 'deb-src',
  suite: string,
  use: (apt: (args: readonly string[]) => Promise<string>, lists: string) => Promise<void>,
): Promise<void> {
  const lists = await mkdtemp(join(tmpdir(), 'acgs-apt-'));
  try {
    await mkdir(join(lists, 'lists', 'partial'), { recursive: true });
    const sources = join(lists, 'sources.list');
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    await writeFile(sources, `${kind} [signed-by=${keyring}] ${await debianMirror()} ${suite} main\n`);
    const own = [
      ...['-o', `Dir::Etc::sourcelist=${sources}`, '-o', 'Dir::Etc::sourceparts=/dev/null'],
      ...['-o', `Dir::State::lists=${join(lists, 'lists')}`, '-o', 'APT::Sandbox::User=root'],
      ...['-o', `Dir::Cache::pkgcache=`, '-o', 'Dir::Cache::srcpkgcache='],
    ];
    const apt = (args: readonly string[]) =>
      run('apt-get', [...APT_OPTIONS, ...own, ...args], { cwd: lists, env: APT_ENVIRONMENT });
    await apt(['update']);
    await use(apt, lists);
  } finally {
    await rm(lists, { recursive: true, force: true });
  }
}

/** The mirror this system takes its packages from, else Debian's own. */
async function debianMirror(): Promise<string> {
  const format = '$(REPO_URI) $(ORIGIN) $(COMPONENT)';
  const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).catch(
    () => '',
  );
  const uris = targets.split('\n').flatMap((line) => {
    const [uri, origin, component] = line.split(' ');
    return uri && origin === 'Debian' && component === 'main' && !uri.includes('security') ? [uri] : [];
  });
  return uris[0] ?? 'http://deb.debian.org/debian';
}
