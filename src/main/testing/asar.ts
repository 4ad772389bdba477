import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Where the length of the header's JSON stands, and where the JSON begins (Chromium's Pickle). */
const LENGTH_AT = 12;
const JSON_AT = 16;

interface Node {
  files?: Record<string, Node> | undefined;
  size?: number | undefined;
  offset?: string | undefined;
  unpacked?: boolean | undefined;
}
const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    files: z.record(z.string(), node).optional(),
    size: z.number().optional(),
    offset: z.string().optional(),
    unpacked: z.boolean().optional(),
  }),
);

export interface AsarFile {
  sizeBytes: number;
  /** Position in the archive; null when the file lies beside it, in `app.asar.unpacked`. */
  position: number | null;
}

/** The files of an archive by their paths. */
export function readAsar(path: string): Map<string, AsarFile> {
  const archive = openSync(path, 'r');
  try {
    const head = Buffer.alloc(JSON_AT);
    readSync(archive, head, 0, JSON_AT, 0);
    const json = Buffer.alloc(head.readUInt32LE(LENGTH_AT));
    readSync(archive, json, 0, json.length, JSON_AT);
    const dataAt = 8 + head.readUInt32LE(4);
    const files = new Map<string, AsarFile>();
    const walk = (folder: Node, prefix: string) => {
      for (const [name, entry] of Object.entries(folder.files ?? {})) {
        if (entry.files) walk(entry, `${prefix}${name}/`);
        else if (entry.size !== undefined) {
          const position = entry.offset === undefined ? null : dataAt + Number(entry.offset);
          files.set(prefix + name, { sizeBytes: entry.size, position });
        }
      }
    };
    walk(node.parse(JSON.parse(json.toString('utf8'))), '');
    return files;
  } finally {
    closeSync(archive);
  }
}

/** Lays the application out as Electron sees it: the archive's files and those beside it in one tree. */
export async function extractAsar(path: string, into: string): Promise<void> {
  const archive = readFileSync(path);
  for (const [name, { sizeBytes, position }] of readAsar(path)) {
    if (position === null) continue;
    mkdirSync(join(into, dirname(name)), { recursive: true });
    writeFileSync(join(into, name), archive.subarray(position, position + sizeBytes));
  }
  await cp(`${path}.unpacked`, into, { recursive: true });
}
