import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { openPractice, type Practice } from '../testing/practice.ts';

const PATIENCE = { timeout: 90_000 };
const NAME = 'mlops-production-config';

let practice: Practice;
/** The sandbox's profile as it is, as production, and with the user who may only look. */
let profiles: Record<'practice' | 'production' | 'viewer', string>;

const profileSchema = z.looseObject({ name: z.string(), cluster: z.looseObject({ context: z.string() }) });

beforeAll(async () => {
  practice = await openPractice('operations');
  const { profilePath } = practice.sandbox;
  const profile = profileSchema.parse(parse(await readFile(profilePath, 'utf8')));
  const variant = async (name: string, changed: object) => {
    const path = join(practice.folder, `${name}.yaml`);
    await writeFile(path, stringify({ ...profile, ...changed }));
    return path;
  };
  profiles = {
    practice: profilePath,
    production: await variant('production', { name: 'acgs-production', environment: 'production' }),
    viewer: await variant('viewer', {
      cluster: { ...profile.cluster, context: `${profile.cluster.context}-viewer` },
    }),
  };
}, 60_000);

afterAll(() => practice?.close());

const acgs = (words: string, more: string[] = [], as: keyof typeof profiles = 'practice') =>
  practice.acgs('cluster', ...words.split(' '), '--profile', profiles[as], ...more);

async function deploymentNamed(name: string): Promise<unknown> {
  const { out } = await acgs('deployments', ['--json']);
  const { items }: { items: { name: string }[] } = JSON.parse(out);
  return items.find((item) => item.name === name);
}

describe('changing a deployment', PATIENCE, () => {
  it('scales it, shows before what it will do, and answers with one JSON document', async () => {
    const dry = await acgs('scale pgc-service --replicas 4 --dry-run --json');
    expect(dry.code).toBe(0);
    expect(JSON.parse(dry.out)).toMatchObject({
      dryRun: 'server',
      diff: expect.stringContaining('+  replicas: 4'),
    });
    expect(await deploymentNamed('pgc-service')).not.toMatchObject({ desired: 4 });

    const { code, out, err } = await acgs('scale pgc-service --replicas 4 --yes --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      evidence: { to: 4 },
      verification: { ok: true, words: '4 of 4 replicas are available' },
    });
    expect(err).toContain('Scale deployment acgs-production/pgc-service from');
    expect(await deploymentNamed('pgc-service')).toMatchObject({ desired: 4, available: 4 });
    expect(await acgs('scale pgc-service --replicas 4 --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has 4 replicas already'),
    });
  });

  it('restarts it, lists its revisions and goes back', async () => {
    expect((await acgs('restart gs-service --yes')).code).toBe(0);
    expect((await acgs('status gs-service')).out).toBe('deployment "gs-service" successfully rolled out\n');
    const { items } = JSON.parse((await acgs('history gs-service --json')).out);
    expect(items.map((it: { number: number; current: boolean }) => [it.number, it.current])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    const { code, err } = await acgs('undo gs-service --yes');
    expect(code).toBe(0);
    expect(err).toContain('-    kubectl.kubernetes.io/restartedAt');
  });

  it.each([
    ['nothing that confirms it', 'practice', [], 4, 'Nobody confirmed it, nothing was done. Add --yes.'],
    ['--yes in production', 'production', ['--yes'], 4, 'Add --confirm acgs-production.'],
    ['another name in production', 'production', ['--confirm', 'staging'], 4, '"staging" is not the name'],
    ['--read-only', 'practice', ['--yes', '--read-only'], 4, 'Read-only mode: not done: restart deployment'],
    ['no right to', 'viewer', ['--yes'], 4, 'lack the permission to patch deployments.apps "gs-service"'],
  ] as const)('is refused with %s', async (_, as, more, code, words) => {
    expect(await acgs('restart gs-service', [...more], as)).toMatchObject({
      code,
      out: '',
      err: expect.stringContaining(words),
    });
  });

  it('says what is not there, and what a command lacks', async () => {
    expect(await acgs('restart nobody --yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no deployment acgs-production/nobody'),
    });
    expect(await acgs('restart $(reboot);x --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('must be lower-case letters'),
    });
    expect((await acgs('scale gs-service --yes')).code).toBe(2);
  });
});

describe('config maps', PATIENCE, () => {
  it('are listed, printed, exported, compared, changed and restored', async () => {
    expect((await acgs('configmaps')).out).toContain(NAME);
    const got = await acgs(`configmap get ${NAME}`);
    expect(parse(got.out)).toMatchObject({ kind: 'ConfigMap', data: expect.any(Object) });

    expect((await acgs(`configmap export ${NAME} --file backup.yaml`)).code).toBe(0);
    expect(await acgs(`configmap export ${NAME} --file backup.yaml`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
    const backup = join(practice.folder, 'backup.yaml');
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    expect((await acgs(`configmap diff ${NAME} --file backup.yaml`)).code).toBe(0);

    const configMap = parse(await readFile(backup, 'utf8'));
    configMap.data.traffic_percentage = '55';
    await writeFile(join(practice.folder, 'changed.yaml'), stringify(configMap, { version: '1.1' }));
    const diff = await acgs(`configmap diff ${NAME} --file changed.yaml`);
    expect(diff).toMatchObject({ code: 1, out: expect.stringContaining('+  traffic_percentage: "55"') });
    const applied = await acgs(
      `configmap apply ${NAME} --file changed.yaml --json`,
      ['--confirm', 'acgs-production'],
      'production',
    );
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.out)).toMatchObject({ verification: { ok: true } });
    expect(parse((await acgs(`configmap get ${NAME}`)).out).data.traffic_percentage).toBe('55');

    expect((await acgs(`configmap apply ${NAME} --file backup.yaml --yes`)).code).toBe(0);
    expect(await acgs(`configmap apply ${NAME} --file backup.yaml --yes --json`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('"journal": null'),
    });
  });
});
