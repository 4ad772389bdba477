import { existsSync } from 'node:fs';

/**
 * The program of a thread, by its name without an ending: beside the file that starts it, or as a file of its own in
 * the packaged application, where `electron.vite.config.ts` lists it; undefined when it is not there.
 *
 * @param from `import.meta.url` of the file that starts it
 */
export function threadProgram(name: string, from: string): URL | undefined {
  return [`./${name}.ts`, `./${name}.js`, `../${name}.js`]
    .map((path) => new URL(path, from))
    .find((url) => existsSync(url));
}
