import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A folder of `resources` of the checkout or of the installed application, wherever the bundler has put this file;
 * null when it is not there.
 */
export function shippedFolder(name: string): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'resources', name);
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) return null;
  }
}
