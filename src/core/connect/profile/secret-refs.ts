import type { Profile, SecretRef } from './schema.ts';

/** Every place in the profile that names a secret. */
export function secretRefsOf(profile: Profile): SecretRef[] {
  const { stores = {}, prometheus, alertmanager, alerts, scrape = [] } = profile;
  const { postgres, redis, objects, influx } = stores;
  const refs = [
    postgres?.password,
    redis?.password,
    ...(objects?.kind === 's3' ? [objects.accessKey, objects.secretKey] : []),
    influx?.password,
    influx?.token,
    prometheus?.token,
    alertmanager?.token,
    ...(alerts?.webhooks ?? []).flatMap(({ url, token }) => [
      typeof url === 'string' ? undefined : url,
      token,
    ]),
    alerts?.email?.password,
    ...scrape.map(({ token }) => token),
  ];
  return refs.filter((ref) => ref !== undefined);
}
