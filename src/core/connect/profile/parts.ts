import { z } from 'zod';

/** What several blocks of the profile are made of. */
export const name = z.string().min(1);

/** Where a secret is kept; the profile never holds one itself. */
export const secretRefSchema = z.union([
  z.strictObject({ env: name.describe('name of an environment variable') }),
  z.strictObject({ keychain: name.describe('name of an entry in the system key store') }),
  z.strictObject({ file: name.describe('file that holds the secret and nothing else') }),
]);

export type SecretRef = z.infer<typeof secretRefSchema>;

export const alertLevel = z.enum(['info', 'warning', 'critical', 'emergency']);
