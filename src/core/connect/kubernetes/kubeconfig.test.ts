import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { selectContext } from './kubeconfig.ts';

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder('kubeconfig');
});
afterEach(() => folder.remove());

const SECRET = 'planted-token-7Qx';

function document(
  names: { context?: string; cluster?: string; user?: string; current?: string } = {},
): string {
  const { context = 'prod', cluster = 'east', user = 'alice', current = context } = names;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    clusters: [{ name: cluster, cluster: { server: `https://${cluster}.example` } }],
    users: [{ name: user, user: { token: SECRET } }],
    contexts: [{ name: context, context: { cluster, user } }],
  });
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}

/** HOME is empty unless a test fills it: the machine's own kubeconfig never takes part. */
function select(options: { kubeconfig?: string; context?: string; env?: NodeJS.ProcessEnv } = {}) {
  return selectContext({
    kubeconfig: options.kubeconfig,
    context: options.context,
    env: { HOME: folder.path, ...options.env },
  });
}

async function failureOf(attempt: Promise<unknown>): Promise<OperatorError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OperatorError)) throw new Error(`expected an OperatorError, got ${String(error)}`);
  return error;
}

describe('where a kubeconfig is looked for', () => {
  it('takes the file of the profile before all others, and ~ for the home folder', async () => {
    await file('mine.yaml', document({ context: 'of-the-profile' }));
    const other = await file('other.yaml', document({ context: 'of-the-environment' }));
    const found = await select({ kubeconfig: '~/mine.yaml', env: { KUBECONFIG: other } });
    expect(found.context).toBe('of-the-profile');
  });

  it('takes KUBECONFIG before ~/.kube/config', async () => {
    await mkdir(join(folder.path, '.kube'));
    await file('.kube/config', document({ context: 'at-home' }));
    const other = await file('other.yaml', document({ context: 'of-the-environment' }));
    expect((await select({ env: { KUBECONFIG: other } })).context).toBe('of-the-environment');
    expect((await select()).context).toBe('at-home');
  });

  it('merges the files of KUBECONFIG: the first wins, missing ones are passed over', async () => {
    const first = await file('first.yaml', document({ context: 'a', cluster: 'same', user: 'u1' }));
    const second = await file(
      'second.yaml',
      document({ context: 'b', cluster: 'same', user: 'u2' }).replace('same.example', 'other.example'),
    );
    const KUBECONFIG = [join(folder.path, 'none.yaml'), first, second].join(delimiter);
    const found = await select({ context: 'b', env: { KUBECONFIG } });
    expect(found.cluster.value.server).toBe('https://same.example');
    expect(found.user?.name).toBe('u2');
    expect((await select({ env: { KUBECONFIG } })).context).toBe('a');
  });

  it('accepts a context without a user', async () => {
    const path = await file('open.yaml', document().replace(/user: alice\n/, ''));
    expect((await select({ kubeconfig: path })).user).toBeNull();
  });
});

describe('a kubeconfig that cannot be used is one clear sentence', () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    [
      'none anywhere',
      () => select(),
      'there is no kubeconfig: the profile names none, KUBECONFIG is not set and ~/.kube/config does not exist',
    ],
    [
      'a missing file of the profile',
      () => select({ kubeconfig: join(folder.path, 'gone.yaml') }),
      'kubeconfig "gone.yaml" (named by the profile) does not exist',
    ],
    [
      'only missing files in KUBECONFIG',
      () => select({ env: { KUBECONFIG: ['/none/a.yaml', '/none/b.yaml'].join(delimiter) } }),
      'no file of KUBECONFIG exists (a.yaml, b.yaml)',
    ],
    ['a folder', () => select({ kubeconfig: folder.path }), `is a folder, not a file`],
    [
      'a file that cannot be read',
      async () => {
        // A link to itself: unreadable for everybody, root included.
        await symlink('loop.yaml', join(folder.path, 'loop.yaml'));
        return select({ kubeconfig: join(folder.path, 'loop.yaml') });
      },
      'kubeconfig "loop.yaml" (named by the profile) cannot be read (ELOOP)',
    ],
    [
      'no YAML',
      async () => select({ kubeconfig: await file('bad.yaml', `users:\n  - token: "${SECRET}\n  x: [1\n`) }),
      'kubeconfig "bad.yaml" (named by the profile) is not valid YAML (line ',
    ],
    [
      'something else',
      async () => select({ kubeconfig: await file('text.yaml', 'hello') }),
      'kubeconfig "text.yaml" (named by the profile) is not a kubeconfig: it should have clusters, users and contexts',
    ],
    [
      'a value of the wrong type',
      async () => select({ kubeconfig: await file('t.yaml', document().replace(SECRET, '12345')) }),
      'is not a kubeconfig: users.0.user.token has the wrong type',
    ],
    [
      'a missing context',
      async () => select({ kubeconfig: await file('c.yaml', document()), context: 'staging' }),
      'kubeconfig "c.yaml" (named by the profile) has no context "staging"; it has: prod',
    ],
    [
      'no current context',
      async () =>
        select({ kubeconfig: await file('c.yaml', document().replace('current-context: prod\n', '')) }),
      'kubeconfig "c.yaml" (named by the profile) names no current context; it has: prod',
    ],
    [
      'a context of a missing cluster',
      async () =>
        select({ kubeconfig: await file('c.yaml', document().replace('cluster: east', 'cluster: west')) }),
      'context "prod" of kubeconfig "c.yaml" (named by the profile) names the cluster "west", which is not there',
    ],
    [
      'a context of a missing user',
      async () =>
        select({ kubeconfig: await file('c.yaml', document().replace('user: alice', 'user: bob')) }),
      'context "prod" of kubeconfig "c.yaml" (named by the profile) names the user "bob", which is not there',
    ],
  ];

  it.each(cases)('%s', async (_name, attempt, sentence) => {
    const error = await failureOf(attempt());
    expect(error.code).toBe('kubeconfig');
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('\n');
    expect(error.hint).toMatch(/\.$/);
    const told = `${error.message} ${error.hint}`;
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain(`${folder.path}/`);
  });
});
