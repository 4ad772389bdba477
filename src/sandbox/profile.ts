import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { constitutionalHash } from './services/catalogue.ts';
import type { RunningService } from './services/index.ts';

export interface StoreAddresses {
  postgres: { url: string; password: string } | undefined;
  redis: { url: string };
  objects: { endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string };
  influx: { url: string; database: string };
}

/** A document of the production that states the hash. */
const CONSTITUTION = `# Constitution of the practice production

Everything that is deployed, stored or answered here carries it.

**Constitutional Hash:** \`${constitutionalHash}\`
`;

/** Of what the router has counted since the share that is in force, at whatever pace its clock runs. */
const OBSERVED_SHARE = {
  expression: '100 * sum(acgs_router_split_requests{way="mlops"}) / sum(acgs_router_split_requests)',
  requests: 'sum(acgs_router_split_requests)',
};

interface ProfileInput {
  directory: string;
  controlUrl: string;
  kubeconfig: string;
  namespace: string;
  configMap: string;
  /** A pattern. */
  complianceLogs: string;
  services: Iterable<RunningService>;
  stores: StoreAddresses;
  observedShare: boolean;
}

/** Writes the kubeconfig, the secrets and the profile that points at them. @returns the profile's path */
export async function writeProfile(input: ProfileInput): Promise<string> {
  const { directory, stores } = input;
  const privately = async (name: string, text: string) => {
    const path = join(directory, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const secret = async (name: string, text: string) => ({ file: await privately(name, `${text}\n`) });
  const profile = {
    name: 'acgs-sandbox',
    environment: 'sandbox',
    sandbox: { control: input.controlUrl },
    constitutionalHash,
    cluster: {
      kubeconfig: await privately('kubeconfig', input.kubeconfig),
      context: 'acgs-sandbox',
      namespace: input.namespace,
      configMap: input.configMap,
    },
    compliance: {
      documents: [await privately('constitution.md', CONSTITUTION)],
      logs: [input.complianceLogs],
    },
    ...(input.observedShare ? { rollouts: { observedShare: OBSERVED_SHARE } } : {}),
    services: Object.fromEntries(
      [...input.services].map(({ definition, url }) => [
        definition.id,
        { url, deployment: definition.deployment },
      ]),
    ),
    stores: {
      ...(stores.postgres === undefined
        ? {}
        : {
            postgres: {
              url: stores.postgres.url,
              password: await secret('postgres-password', stores.postgres.password),
            },
          }),
      redis: { url: stores.redis.url },
      objects: {
        kind: 's3',
        endpoint: stores.objects.endpoint,
        bucket: stores.objects.bucket,
        region: stores.objects.region,
        accessKey: await secret('objects-access-key', stores.objects.accessKey),
        secretKey: await secret('objects-secret-key', stores.objects.secretKey),
      },
      influx: { url: stores.influx.url, database: stores.influx.database },
    },
    contacts: {
      'Operations Lead': { name: 'Rin Imai', phone: '+1 555 0100' },
      'Engineering Manager': { name: 'Kofi Osei', phone: '+1 555 0101' },
      CTO: { name: 'Mara Weiss', phone: '+1 555 0102' },
      CEO: { name: 'Ada Berg', phone: '+1 555 0103' },
    },
  };
  const path = join(directory, 'profile.yaml');
  await writeFile(path, stringify(profile), { mode: 0o600 });
  return path;
}
