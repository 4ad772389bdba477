import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { profileJsonSchema } from '../src/core/connect/profile/json-schema.ts';
import { planJsonSchema } from '../src/core/rollouts/plan-file/schema.ts';
import { runbookJsonSchema } from '../src/core/runbooks/format/json-schema.ts';

/**
 * Writes the published JSON schemas from the schemas the code checks with. With `--check` it writes
 * nothing and exits 1 when a file is missing or differs.
 */
const SCHEMAS: Record<string, () => Record<string, unknown>> = {
  'profile.schema.json': profileJsonSchema,
  'rollout-v1.schema.json': planJsonSchema,
  'runbook-v1.schema.json': runbookJsonSchema,
};

const check = process.argv.includes('--check');
const outdated: string[] = [];

for (const [file, schema] of Object.entries(SCHEMAS)) {
  const path = fileURLToPath(new URL(`../resources/schemas/${file}`, import.meta.url));
  const text = `${JSON.stringify(schema(), null, 2)}\n`;
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === text) continue;
  outdated.push(file);
  if (check) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

if (outdated.length > 0) {
  const names = outdated.map((file) => `resources/schemas/${file}`).join(', ');
  console.error(check ? `Out of date: ${names}. Run: npm run schemas` : `Written: ${names}`);
  if (check) process.exitCode = 1;
}
