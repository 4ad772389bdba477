import { z } from 'zod';
import { profileSchema } from './schema.ts';

/**
 * The profile's JSON schema, for editors and for `resources/schemas/profile.schema.json`. It describes
 * what may be written, so what has a default is not required.
 */
export function profileJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(profileSchema, { io: 'input' });
  return {
    $schema,
    title: 'Profile of the ACGS Control Center',
    description: 'What the control center watches and how it gets there. It never holds a secret itself.',
    ...rest,
  };
}
