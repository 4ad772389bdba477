import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { profileJsonSchema } from './json-schema.ts';

describe('the published JSON schema', () => {
  it('is the one the code checks with', async () => {
    const file = new URL('../../../../resources/schemas/profile.schema.json', import.meta.url);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(profileJsonSchema());
  });

  it('requires only what has no default', () => {
    expect(profileJsonSchema().required).toEqual(['name', 'environment']);
    expect(profileJsonSchema().additionalProperties).toBe(false);
  });
});
