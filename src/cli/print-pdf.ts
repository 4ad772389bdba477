import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { OperatorError } from '../core/kernel/errors.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const MOST_MS = 60_000;

interface PrintOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Where browsers are that are not in the path. */
  places?: readonly string[];
}

/**
 * Prints a page with the browser that is installed here, and gives the PDF.
 *
 * @throws OperatorError `not-configured` where there is none, `server-error` when it printed nothing
 */
export async function printPdf(
  html: string,
  { env, signal, places = PLACES }: PrintOptions,
): Promise<Uint8Array> {
  const browser = await findBrowser(env, places);
  if (browser === null) {
    throw new OperatorError('not-configured', 'There is no Chromium or Chrome here that could print a PDF', {
      hint: 'Install one, or write the report with --format html and print that.',
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'acgs-print-'));
  try {
    const page = join(folder, 'report.html');
    const file = join(folder, 'report.pdf');
    await writeFile(page, html, { mode: 0o600 });
    // Chromium's own sandbox cannot be set up by root; the page runs no script and loads nothing.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const words = [
      ...['--headless', '--disable-gpu', '--disable-extensions', '--no-first-run', ...asRoot],
      ...[`--user-data-dir=${join(folder, 'profile')}`, '--no-pdf-header-footer', `--print-to-pdf=${file}`],
      pathToFileURL(page).href,
    ];
    const failed = await promisify(execFile)(browser, words, { signal, timeout: MOST_MS, env }).then(
      () => null,
      (error: unknown) => error,
    );
    signal.throwIfAborted();
    const printed = await readFile(file).catch(() => null);
    if (failed === null && printed !== null && printed.length > 0) return printed;
    throw new OperatorError('server-error', `${browser} did not print the report`, {
      hint: 'Write the report with --format html and print that.',
      cause: failed,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findBrowser(env: NodeJS.ProcessEnv, places: readonly string[]): Promise<string | null> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of [...inPath, ...places]) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
