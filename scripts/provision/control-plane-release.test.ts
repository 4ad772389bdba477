import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedHttp, startScriptedHttp, status } from '../../test/servers/scripted-http.ts';
import { type ControlPlaneRelease, downloadControlPlane, officialRelease } from './control-plane-release.ts';
import { isProgram, run } from './programs.ts';

let folder: string;
let server: ScriptedHttp;
let release: ControlPlaneRelease;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-release-'));
  server = await startScriptedHttp();
  const content = join(folder, 'controller-tools', 'envtest');
  await mkdir(content, { recursive: true });
  await writeFile(join(content, 'etcd'), '#!/bin/sh\n', { mode: 0o755 });
  await run('tar', ['-czf', join(folder, 'archive'), '-C', folder, 'controller-tools']);
  const archive = await readFile(join(folder, 'archive'));
  server.answer('/envtest.tar.gz', (_request, response) => response.end(archive));
  for (const name of ['kube-controller-manager', 'kube-scheduler']) {
    server.answer(`/bin/${name}`, status(200, name));
    server.answer(`/bin/${name}.sha256`, status(200, `${sum('sha256', name)}\n`));
  }
  release = {
    archiveUrl: `${server.url}/envtest.tar.gz`,
    archiveSha512: sum('sha512', archive),
    programsUrl: `${server.url}/bin`,
  };
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function sum(algorithm: string, content: string | Uint8Array): string {
  return createHash(algorithm).update(content).digest('hex');
}

describe('the official binaries', () => {
  it('are put into one folder, ready to run', async () => {
    const target = await mkdtemp(join(folder, 'target-'));
    await downloadControlPlane(release, target);
    for (const name of ['etcd', 'kube-controller-manager', 'kube-scheduler'])
      expect(isProgram(join(target, name)), name).toBe(true);
  });

  it('are refused when a checksum differs', async () => {
    const changed = { ...release, archiveSha512: sum('sha512', 'something else') };
    await expect(downloadControlPlane(changed, folder)).rejects.toThrow(/envtest\.tar\.gz has the sha512/);
    server.answer('/bin/kube-scheduler', status(200, 'something else'));
    await expect(downloadControlPlane(release, folder)).rejects.toThrow(/kube-scheduler has the sha256/);
  });

  it('are reported as missing by address and status', async () => {
    server.answer('/bin/kube-scheduler.sha256', status(404));
    await expect(downloadControlPlane(release, folder)).rejects.toThrow(
      /kube-scheduler\.sha256 answered 404/,
    );
  });

  it('exist for Linux on both processors, and are not looked for elsewhere', () => {
    expect(officialRelease('linux', 'x64')?.archiveUrl).toMatch(/linux-amd64\.tar\.gz$/);
    expect(officialRelease('linux', 'arm64')?.programsUrl).toMatch(/linux\/arm64$/);
    expect(officialRelease('darwin', 'arm64')).toBeUndefined();
    expect(officialRelease('linux', 's390x')).toBeUndefined();
  });
});
