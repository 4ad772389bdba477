import type { Profile } from './profile/schema.ts';

/**
 * Loads the libraries that the profile's connections need. Each is loaded by its connection on first use;
 * in the middle of a first round of probes that would count as the other side's response time.
 */
export async function loadLibraries({ stores = {} }: Profile): Promise<void> {
  await Promise.all([
    import('undici'),
    stores.postgres && import('pg'),
    stores.redis && import('ioredis'),
    stores.objects?.kind === 's3' && import('@aws-sdk/client-s3'),
  ]);
}
