import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { requirePart } from '../../scripts/provision/parts.ts';
import type { Profile } from '../../src/core/connect/profile/schema.ts';
import { SERVICE_IDS } from '../../src/core/connect/profile/systems.ts';
import { runTimed } from '../programs/child.ts';
import { openPracticeSandbox } from './practice-sandbox.ts';
import type { Stage } from './stage.ts';

/** A practice production with more to carry the constitutional hash than its services. */
export interface ManyComponents {
  profilePath: string;
  /** A shell script that fetches, with plain clients, all that a validation has to see of their hashes. */
  byHand: string;
  /** @throws Error when a validation's answer, as JSON, did not see every one of them carry it */
  expectAllSeen(answer: string): void;
}

/** The services of the guides among them. */
const COMPONENTS = 200;
const HASH = 'cdd01ef066bc6cf2';
const CARRIES = { 'constitutional-hash': HASH };
/** The most connections of curl, as of an S3 client. */
const AT_ONCE = 50;

const found = z.object({
  parts: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      items: z.array(z.object({ id: z.string(), evidence: z.array(z.object({ count: z.number() })) })),
    }),
  ),
});

/** A sandbox of its own, so that none of it is in the way of other benchmarks. */
export async function openManyComponents(
  stage: Stage,
  { artifacts }: { artifacts: number },
): Promise<ManyComponents> {
  const { signal } = stage;
  const sandbox = await openPracticeSandbox(signal);
  stage.defer(sandbox.close);
  const folder = await stage.folder();
  const { profile } = sandbox;
  const { kubeconfig = '', namespace = '' } = profile.cluster ?? {};
  const kubectl = ['--kubeconfig', kubeconfig, '--cache-dir', folder, '--namespace', namespace];

  const names = Array.from({ length: COMPONENTS - SERVICE_IDS.length }, (_, index) => `component-${index}`);
  const isDeployed = (index: number) => index % 2 === 0;
  const components = names.map((name, index) =>
    isDeployed(index) ? { name, deployment: name } : { name, configMap: name },
  );
  const items = names.map((name, index) => (isDeployed(index) ? deployment(name) : configMap(name)));
  const objects = join(folder, 'objects.json');
  await writeFile(objects, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const run = (command: string, args: string[]) => runTimed(command, args, { signal });
  await run(requirePart('kubectl'), [
    ...kubectl,
    // The sandbox publishes no schema to validate by.
    ...['create', '--validate=false', '--filename', objects],
  ]);
  const available = ['wait', 'deployments', '--all', '--for=condition=Available', '--timeout=120s'];
  await run(requirePart('kubectl'), [...kubectl, ...available]);

  const store = await curlConfig(profile, artifacts, join(folder, 'curl'));
  if (artifacts > 0) {
    const metadata = Object.entries(CARRIES).flatMap(([name, value]) => [
      '--header',
      `x-amz-meta-${name}: ${value}`,
    ]);
    await run('curl', ['--config', store, '--request', 'PUT', '--data-binary', 'a model', ...metadata]);
  }

  const profilePath = join(folder, 'profile.yaml');
  const { compliance, ...rest } = profile;
  await writeFile(profilePath, stringify({ ...rest, compliance: { ...compliance, components } }));
  const byHand = join(folder, 'by-hand.sh');
  const quoted = [requirePart('kubectl'), ...kubectl].map((word) => `'${word}'`).join(' ');
  const lines = [
    'set -e',
    ...Object.values(profile.services ?? {}).map(({ url }) => `curl -sS --fail --include '${url}/health'`),
    `${quoted} get deployments,configmaps,pods --output json`,
    ...(artifacts > 0 ? [`curl --config '${store}' --head`] : []),
  ];
  await writeFile(byHand, `${lines.join('\n')}\n`);
  return {
    profilePath,
    byHand,
    expectAllSeen(answer) {
      const hash = found.parse(JSON.parse(answer)).parts.find(({ id }) => id === 'hash');
      const seen = hash?.items.find(({ id }) => id === 'artifacts')?.evidence[0]?.count ?? 0;
      const wanted = new Set<string>([...SERVICE_IDS, ...names]);
      const there = hash?.items.filter(({ id, evidence }) => wanted.has(id) && evidence.length > 0).length;
      if (hash?.state === 'met' && there === COMPONENTS && seen >= artifacts) return;
      throw new Error(
        `Hash integrity is ${hash?.state}, of ${there} components and ${seen} artifacts: ${answer.slice(0, 500)}`,
      );
    },
  };
}

/** Has curl speak to the artifact store, signed, of each of so many artifacts. */
async function curlConfig({ stores }: Profile, artifacts: number, path: string): Promise<string> {
  const objects = stores?.objects;
  if (objects?.kind !== 's3') throw new Error('The sandbox has no S3 store.');
  const { endpoint, bucket, region, accessKey, secretKey } = objects;
  const [access, secret] = await Promise.all([accessKey, secretKey].map(textOf));
  const lines = [
    `url = "${endpoint}/${bucket}/models/model-[1-${artifacts}]/1.0.0/model.bin"`,
    ...[`aws-sigv4 = "aws:amz:${region}:s3"`, `user = "${access}:${secret}"`],
    ...['parallel', `parallel-max = ${AT_ONCE}`, 'silent', 'show-error', 'fail'],
  ];
  await writeFile(path, lines.join('\n'), { mode: 0o600 });
  return path;
}

async function textOf(secret: object): Promise<string> {
  if (!('file' in secret) || typeof secret.file !== 'string') throw new Error('The key is in no file.');
  return (await readFile(secret.file, 'utf8')).trim();
}

function configMap(name: string) {
  return {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
    data: { constitutional_hash: HASH, settings: 'level: info\n'.repeat(20) },
  };
}

function deployment(name: string) {
  const labels = { app: name };
  const container = {
    ...{ name, image: `registry.acgs.local/acgs/${name}:1.0.0` },
    env: [{ name: 'CONSTITUTIONAL_HASH', value: HASH }],
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
  };
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, annotations: CARRIES } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations: CARRIES }, spec: { containers: [container] } },
    },
  };
}
