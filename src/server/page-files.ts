import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What the page consists of; a file of any other kind is not served. */
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.svg']);
/** Under this size the compressed answer fits into the same packet as the plain one. */
const MIN_COMPRESSED_BYTES = 1024;
/** Vite writes `name-HASH.ext`: such a file never changes, only its name does. */
const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

type Encoding = 'br' | 'gzip' | 'identity';

export interface PageFile {
  type: string;
  encoding: Encoding;
  cacheControl: string;
  body: Buffer;
}

export interface PageFiles {
  /** The file for a request path such as `/` or `/assets/index-1a2b3c4d.js`, undefined when there is none. */
  find(path: string, acceptEncoding: string): Promise<PageFile | undefined>;
}

/** The built page in `folder`. Nothing outside of it is reachable, neither by `..` nor by a link. */
export function openPageFiles(folder: string): PageFiles {
  const compressed = new Map<string, Promise<Buffer>>();

  const encode = (body: Buffer, encoding: Encoding, key: string): Promise<Buffer> => {
    if (encoding === 'identity') return Promise.resolve(body);
    let ready = compressed.get(key);
    if (!ready) {
      ready =
        encoding === 'br'
          ? brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
          : gzipped(body, { level: 6 });
      compressed.set(key, ready);
    }
    return ready;
  };

  return {
    async find(path, acceptEncoding) {
      const relative = plainPath(path);
      if (relative === undefined) return undefined;
      const extension = extname(relative);
      const type = TYPES[extension];
      const file = await insideOf(folder, relative);
      if (type === undefined || file === undefined) return undefined;
      const plain = await readFile(file.path);
      const encoding =
        COMPRESSIBLE.has(extension) && plain.length >= MIN_COMPRESSED_BYTES && extension !== '.html'
          ? preferred(acceptEncoding)
          : 'identity';
      const body = await encode(plain, encoding, `${file.path} ${file.changedAt} ${encoding}`);
      const cacheControl = HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
      return { type, encoding, cacheControl, body };
    },
  };
}

/** The path with its escapes resolved, or undefined when it says anything but names and slashes. */
function plainPath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded === '/') return 'index.html';
  const names = decoded.split('/').slice(1);
  const plain = names.every((name) => /^[\w@-][\w.@ -]*$/.test(name));
  return decoded.startsWith('/') && plain ? names.join('/') : undefined;
}

async function insideOf(
  folder: string,
  relative: string,
): Promise<{ path: string; changedAt: number } | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, relative));
    if (!path.startsWith(root + sep)) return undefined;
    const found = await stat(path);
    return found.isFile() ? { path, changedAt: found.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

function preferred(acceptEncoding: string): Encoding {
  const offered = acceptEncoding
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  return offered.includes('br') ? 'br' : offered.includes('gzip') ? 'gzip' : 'identity';
}
