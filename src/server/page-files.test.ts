import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPageFiles, type PageFiles } from './page-files.ts';

const SCRIPT = 'export const value = 1;\n'.repeat(200);
let folder: string;
let files: PageFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'index-1a2b3c4d.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'plex-sans-D6w8Bcxy.woff2'), Buffer.alloc(4000));
  files = openPageFiles(folder);
});

afterEach(() => rm(folder, { recursive: true }));

describe('files of the page', () => {
  it('have their type', async () => {
    expect((await files.find('/', ''))?.type).toBe('text/html; charset=utf-8');
    expect((await files.find('/icon.svg', ''))?.type).toBe('image/svg+xml');
    expect((await files.find('/assets/plex-sans-D6w8Bcxy.woff2', ''))?.type).toBe('font/woff2');
  });

  it('are kept for good when their name carries a hash, and asked for again otherwise', async () => {
    expect((await files.find('/assets/index-1a2b3c4d.js', ''))?.cacheControl).toContain('immutable');
    expect((await files.find('/', ''))?.cacheControl).toBe('no-cache');
    expect((await files.find('/icon.svg', ''))?.cacheControl).toBe('no-cache');
  });

  it('are compressed as the browser likes it best', async () => {
    const find = (accepted: string) => files.find('/assets/index-1a2b3c4d.js', accepted);
    const brotli = await find('gzip, deflate, br');
    expect(brotli?.encoding).toBe('br');
    expect(brotliDecompressSync(brotli?.body ?? Buffer.alloc(0)).toString()).toBe(SCRIPT);
    const gzip = await find('gzip;q=1.0, br;q=0');
    expect(gzip?.encoding).toBe('gzip');
    expect(gunzipSync(gzip?.body ?? Buffer.alloc(0)).toString()).toBe(SCRIPT);
    expect((await find(''))?.body.toString()).toBe(SCRIPT);
  });

  it('are left alone when they are compressed already', async () => {
    expect((await files.find('/assets/plex-sans-D6w8Bcxy.woff2', 'br'))?.encoding).toBe('identity');
  });

  it('are served anew after they changed', async () => {
    const path = '/assets/index-1a2b3c4d.js';
    await files.find(path, 'br');
    await writeFile(join(folder, 'assets', 'index-1a2b3c4d.js'), `${SCRIPT}// changed`);
    const after = await files.find(path, 'br');
    expect(brotliDecompressSync(after?.body ?? Buffer.alloc(0)).toString()).toContain('// changed');
  });
});
