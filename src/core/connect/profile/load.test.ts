import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import { loadProfile, parseProfile } from './load.ts';

const HEAD = 'name: acgs\nenvironment: production\n';

function problemIn(text: string): Problem {
  try {
    parseProfile(text, 'p.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    return problemOf(error);
  }
  throw new Error('the profile was accepted');
}

describe('parseProfile', () => {
  it('accepts the whole example of the interface', () => {
    const profile = parseProfile(
      `${HEAD}constitutionalHash: cdd01ef066bc6cf2
cluster: { kubeconfig: ~/.kube/config, context: prod, namespace: acgs-production, configMap: c }
services:
  authentication: { url: "http://127.0.0.1:8000", deployment: auth-service, hostHeader: localhost }
  mlops-manager: { deployment: mlops-manager }
stores:
  postgres: { url: "postgres://acgs@127.0.0.1:5432/acgs", password: { env: ACGS_POSTGRES_PASSWORD } }
  redis: { url: "redis://127.0.0.1:6379" }
  objects: { kind: s3, endpoint: "http://127.0.0.1:9000", bucket: b, accessKey: { env: A }, secretKey: { env: B } }
  influx: { url: "http://127.0.0.1:8086", database: acgs }
prometheus: { url: "http://127.0.0.1:9090" }
repositories: [ { name: models, path: /srv/git/models } ]
thresholds: {}
contacts: { oncall: "https://user:pass@pager.example" }
anchors: [ { kind: file, path: /mnt/anchor/x }, { kind: configMap, name: y } ]
`,
      'p.yaml',
    );
    expect(profile.services?.authentication?.hostHeader).toBe('localhost');
    expect(profile.stores?.objects).toMatchObject({ kind: 's3', region: 'us-east-1' });
  });

  it.each([
    [
      'an unknown key',
      `${HEAD}\nservices:\n  governence: {}\n`,
      'services.governence (line 5): unknown key; did you mean governance?',
    ],
    [
      'an underscore',
      `${HEAD}services: { policy_generation: {} }`,
      'services.policy_generation (line 3): unknown key; did you mean policy-generation?',
    ],
    ['swapped letters', `naem: x\n${HEAD}`, 'naem (line 1): unknown key; did you mean name?'],
    ['an unknown key far from all others', `${HEAD}zzz: 1`, 'zzz (line 3): unknown key'],
    [
      'an unknown key in a secret',
      `${HEAD}stores:\n  redis:\n    url: redis://h\n    password: { envv: A }`,
      'stores.redis.password.envv (line 6): unknown key; did you mean env?',
    ],
    [
      'a missing key in a list',
      `${HEAD}repositories:\n  - name: a\n    pth: /x`,
      'repositories[0].path (line 4): is missing',
    ],
    [
      'a wrong type',
      `${HEAD}probes:\n  intervalSeconds: often`,
      'probes.intervalSeconds (line 4): must be a number, not text',
    ],
    [
      'a block where text belongs',
      'name: [a]\nenvironment: production',
      'name (line 1): must be text, not a list',
    ],
    ['an empty value', `${HEAD}cluster:\n`, 'cluster (line 3): is empty; it must be a block of keys'],
    [
      'a missing key',
      'name: acgs',
      'environment (line 1): is missing; it must be one of production, staging, sandbox',
    ],
    [
      'an abbreviated choice',
      'name: acgs\nenvironment: prod',
      'environment (line 2): must be one of production, staging, sandbox; did you mean production?',
    ],
    [
      'an unknown kind',
      `${HEAD}stores:\n  objects: { kind: s4 }`,
      'stores.objects.kind (line 4): must be one of s3, directory; did you mean s3?',
    ],
    [
      'a driver that there is not',
      `${HEAD}rollouts: { driver: ngnix, name: canary }`,
      'rollouts.driver (line 3): must be one of configmap, nginx, gateway, istio, argo; did you mean nginx?',
    ],
    [
      'a driver without its object',
      `${HEAD}rollouts: { driver: istio, target: mlops-manager }`,
      'rollouts.name (line 3): is missing',
    ],
    [
      'a capacity of nothing',
      `${HEAD}rollouts: { capacity: {} }`,
      'rollouts.capacity (line 3): must say requestsPerSecond of one replica, or the replicas that all of the traffic takes',
    ],
    [
      'a number out of range',
      `${HEAD}probes: { timeoutSeconds: 99 }`,
      'probes.timeoutSeconds (line 3): must be at most 60',
    ],
    [
      'a bad address',
      `${HEAD}services:\n  integrity:\n    url: "localhost:8002"`,
      'services.integrity.url (line 5): must be an http:// or https:// address',
    ],
    [
      'a bad hash',
      `${HEAD}constitutionalHash: XYZ`,
      'constitutionalHash (line 3): must be 8 to 64 lower-case hexadecimal digits',
    ],
    [
      'an address that would be a second recipient',
      `${HEAD}alerts:\n  email: { host: h, from: a@x.org, to: ["b@x.org\\r\\nBcc: c@x.org"] }`,
      'alerts.email.to[0] (line 4): must be an e-mail address such as ops@example.org',
    ],
    [
      'mail for nobody',
      `${HEAD}alerts:\n  email: { host: h, from: a@x.org, to: [] }`,
      'alerts.email.to (line 4): must name at least one address',
    ],
    [
      'a mail server with a scheme',
      `${HEAD}alerts:\n  email: { host: "smtp://h", from: a@x.org, to: [b@x.org] }`,
      'alerts.email.host (line 4): must be a host name or an address, without a scheme or a port',
    ],
    [
      'a user without a password',
      `${HEAD}alerts:\n  email: { host: h, user: u, from: a@x.org, to: [b@x.org] }`,
      'alerts.email.user (line 4): needs a password: say where it is kept, as password: { env: NAME }',
    ],
    [
      'a password that everybody could read',
      `${HEAD}alerts:\n  email: { host: h, security: none, user: u, password: { env: P }, from: a@x.org, to: [b@x.org] }`,
      'alerts.email.security (line 4): must be starttls or tls: a password is not sent over the network unencrypted',
    ],
    [
      'two receivers of one name',
      `${HEAD}alerts:\n  webhooks: [{ name: email, url: "http://h" }]`,
      'alerts.webhooks[0].name (line 4): is the name of another receiver already',
    ],
    ['a key written twice', `${HEAD}name: again`, 'name (line 3): the key is written twice'],
    ['a second document', `${HEAD}---\n${HEAD}`, 'line 3: a second document begins; a profile is one'],
    ['text that is no block', 'just text', 'not a profile: it must be a block of keys such as "name: …"'],
    ['an empty file', '', 'the profile is empty'],
    ['only comments', '# nothing\n', 'the profile is empty'],
    ['an alias to nothing', `${HEAD}cluster: *nowhere`, 'an alias (*name) in it cannot be resolved'],
  ])('names file, line and key: %s', (_, text, message) => {
    expect(problemIn(text)).toMatchObject({ code: 'profile', message: `p.yaml: ${message}` });
  });

  it('says the line when it is not YAML', () => {
    expect(problemIn(`${HEAD}cluster: [a,\nb: c\n`).message).toMatch(/^p\.yaml: line \d: not YAML: /);
  });

  it('reports the first mistake and lists the others', () => {
    const problem = problemIn(`${HEAD}clutser: {}\nprobes: { intervalSeconds: x }\nzzz: 1\n`);
    expect(problem.message).toBe('p.yaml: clutser (line 3): unknown key; did you mean cluster?');
    expect(problem.hint).toBe(
      'Also: probes.intervalSeconds (line 4): must be a number, not text; zzz (line 5): unknown key.',
    );
  });

  it.each([
    [
      'stores:\n  postgres: { url: "postgres://acgs:hunter22@h/acgs" }',
      'stores.postgres.url (line 4)',
      'password: { env: NAME }',
    ],
    [
      'stores:\n  postgres: { url: "postgres://acgs@h/acgs?password=hunter22" }',
      'stores.postgres.url (line 4)',
      'password: { env: NAME }',
    ],
    [
      'stores:\n  redis: { url: "redis://:hunter22@h" }',
      'stores.redis.url (line 4)',
      'password: { env: NAME }',
    ],
    ['prometheus: { url: "http://a:hunter22@h" }', 'prometheus.url (line 3)', 'token: { env: NAME }'],
    [
      'services: { integrity: { url: "http://a:hunter22@h" } }',
      'services.integrity.url (line 3)',
      'without credentials',
    ],
  ])('refuses a password in an address without repeating it: %s', (text, where, hint) => {
    const problem = problemIn(HEAD + text);
    expect(problem.message).toBe(`p.yaml: ${where}: the address holds a password`);
    expect(problem.hint).toContain(hint);
    expect(JSON.stringify(problem)).not.toContain('hunter22');
  });

  it('does not repeat a secret that was written where its place belongs', () => {
    const problem = problemIn(`${HEAD}stores:\n  redis: { url: "redis://h", password: hunter22 }`);
    expect(problem.message).toContain('stores.redis.password (line 4): must say where the secret is kept');
    expect(JSON.stringify(problem)).not.toContain('hunter22');
  });
});

describe('loadProfile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes paths absolute: the home folder, and relative to the profile', async () => {
    const path = join(folder, 'p.yaml');
    await writeFile(
      path,
      `${HEAD}cluster: { kubeconfig: ~/.kube/config }
stores:
  objects: { kind: directory, path: artifacts }
  redis: { url: "redis://h", password: { file: ./redis-password } }
alerts: { email: { host: h, user: u, password: { file: mail }, from: a@x.org, to: [b@x.org] } }
repositories: [ { name: a, path: /srv/a } ]
`,
    );
    const profile = await loadProfile(path);
    expect(profile.cluster?.kubeconfig).toBe(join(homedir(), '.kube/config'));
    expect(profile.stores?.objects).toEqual({ kind: 'directory', path: join(folder, 'artifacts') });
    expect(profile.stores?.redis?.password).toEqual({ file: join(folder, 'redis-password') });
    expect(profile.alerts?.email?.password).toEqual({ file: join(folder, 'mail') });
    expect(profile.repositories).toEqual([{ name: 'a', path: '/srv/a' }]);
  });

  it.each([
    ['missing.yaml', 'there is no such file'],
    ['.', 'is a folder, not a profile'],
  ])('says why %s cannot be read', async (file, why) => {
    const path = join(folder, file);
    await expect(loadProfile(path)).rejects.toMatchObject({ code: 'profile', message: `${path}: ${why}` });
  });

  it('refuses a file that is far too large to be a profile', async () => {
    const path = join(folder, 'large.yaml');
    await writeFile(path, Buffer.alloc(2_000_000, '#'));
    await expect(loadProfile(path)).rejects.toThrow('too large to be a profile');
  });
});
