import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OWN_NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const MAJOR = 24;

/** Goes on in the project's own Node when an older one has started this script; npm scripts find it by themselves. */
export function continueInOwnNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= MAJOR || process.env.ACGS_OWN_NODE) return;
  if (!existsSync(OWN_NODE)) return;
  const { status } = spawnSync(OWN_NODE, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, ACGS_OWN_NODE: '1' },
  });
  process.exit(status ?? 1);
}
