import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runbookJsonSchema } from './json-schema.ts';

it('is published as the code checks with it', async () => {
  const file = new URL('../../../../resources/schemas/runbook-v1.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(runbookJsonSchema());
});
