import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type MailServer, startMailServer } from '../../test/servers/mail.ts';
import { runPromtool } from '../../test/servers/promtool.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/servers/temporary-folder.ts';
import { checkRuleFile } from '../core/alerts/index.ts';
import { checkCorpus, YAML_IN_OWN_WORDS } from '../core/alerts/rules/testing/check-corpus.ts';
import { type Finished, finished, firstLine, launch, start } from './testing/launch.ts';

const IN_AN_HOUR = () => Date.now() + 3_600_000;

/** Every way in which a page can be wrong, with right lines between. */
const badPage = () => `# HELP weird a page that is half wrong
# TYPE weird gauge
weird{kind="first"} 7
weird{kind="\u001b[2J\u202e"} oops
weird{kind="no value"}
weird{kind="no number"} seven
weird{kind="not closed" 1
weird{kind="escape\\q"} 1
2weird 1
weird{kind="nan"} NaN
weird{kind="up"} +Inf
weird{kind="down"} -Inf
weird{kind="twice"} 1
weird{kind="twice"} 2
weird{kind="future"} 3 ${IN_AN_HOUR()}
weird{kind="last"} 8
`;
let good = 1;
const PAGES: Readonly<Record<string, () => string>> = {
  '/good': () => `good ${good}\npair{group="x",side="a"} 1\npair{group="x",side="b"} 2\n`,
  '/bad': badPage,
  '/many': () => Array.from({ length: 100_000 }, (_, id) => `many{id="${id}"} ${id}\n`).join(''),
  '/page': () => '<!doctype html><title>Sign in</title>',
};

const rule = (alert: string, expr: string) => ({
  name: alert,
  rules: [{ alert, expr, labels: { severity: 'critical' }, annotations: { summary: `${alert} holds` } }],
});
const OWN = {
  groups: [
    rule('GoodIsRead', 'good >= 1'),
    rule('GoodHasChanged', 'good == 2'),
    rule('BadIsHalfRead', 'weird{kind="first"} == 7 and on() weird{kind="last"} == 8'),
    rule('NanIsNoNumber', 'weird{kind="nan"} != weird{kind="nan"}'),
    rule('InfinityIsGreat', 'weird{kind="up"} > 1e308'),
    rule('FirstCounts', 'weird{kind="twice"} == 1'),
    rule('FutureIsLeftOut', 'weird{kind="future"}'),
    rule('ManyToMany', 'pair * on(group) pair'),
    rule('SameLabels', 'label_replace(pair, "side", "same", "", "")'),
  ],
};

let folder: TemporaryFolder;
let server: Server;
let mail: MailServer;
let url: string;
let common: string[];
const posted: { alerts: { labels: Record<string, string> }[] }[] = [];
/** Rule files that Prometheus refuses, each in a way of its own. */
const refused = [...checkCorpus()].filter(
  ([name, body]) => checkRuleFile(`${name}.yml`, Buffer.from(body)).kind === 'refused',
);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  if (path === '/hang' || path === '/hook-that-hangs') return;
  if (path === '/hook') {
    void text(request).then((body) => {
      posted.push(JSON.parse(body));
      response.end();
    });
    return;
  }
  const page = PAGES[path];
  response.writeHead(page ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(page?.() ?? '');
}

beforeAll(async () => {
  folder = await temporaryFolder('bad-input');
  mail = await startMailServer();
  mail.hang('connect');
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  await mkdir(join(folder.path, 'rules'));
  for (const [name, body] of refused) await writeFile(join(folder.path, 'rules', `${name}.yml`), body);
  await writeFile(join(folder.path, 'own.yaml'), stringify(OWN));
  const profile = {
    ...{ name: 'bad-input', environment: 'staging' },
    scrape: ['good', 'bad', 'many', 'page', 'hang', 'none'].map((job) => ({
      ...{
        job,
        url: `${url}/${job}`,
        intervalSeconds: job === 'many' ? 3600 : 1,
        timeoutSeconds: job === 'many' ? 30 : 3,
      },
    })),
    alerts: {
      rules: ['own.yaml', ...refused.map(([name]) => `rules/${name}.yml`), 'rules', 'nowhere.yaml'],
      intervalSeconds: 1,
      desktop: false,
      webhooks: [
        { name: 'hangs', url: `${url}/hook-that-hangs` },
        { name: 'takes', url: `${url}/hook` },
      ],
      email: { host: '127.0.0.1', port: mail.port, security: 'none', from: 'acgs@x.org', to: ['ops@x.org'] },
    },
  };
  await writeFile(join(folder.path, 'profile.yaml'), stringify(profile));
  common = ['--profile', join(folder.path, 'profile.yaml'), '--data', join(folder.path, 'data')];
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await mail.close();
  await folder.remove();
});

const acgs = (...words: string[]): Promise<Finished> => launch([...words, ...common]);
const asked = async (...words: string[]) => {
  const { code, out } = await acgs(...words, '--json');
  const document: Record<string, Record<string, unknown>[]> = JSON.parse(out);
  return { code, document };
};

describe('bad input', { timeout: 120_000 }, () => {
  it('of pages is a sentence each, and what is right in them is kept', async () => {
    const { document, code } = await asked('metrics', 'targets');
    const items = document.items ?? [];
    const of = (job: string) => items.find((it) => it.job === job);
    const at = new URL(url).host;
    expect(code).toBe(3);
    expect(of('good')).toMatchObject({ state: 'up', samples: 3, kept: 3, mistakes: [] });
    expect(of('bad')).toMatchObject({
      ...{ state: 'up', samples: 9, kept: 7 },
      mistakes: [
        expect.stringMatching(
          new RegExp(
            `^Line 4 of the metrics of bad at ${at} is left out, ".*oops".*: .+ \\(and 4 more lines\\)$`,
          ),
        ),
        `The metrics of bad at ${at} show weird{kind="twice"} more than once; the first counts`,
        `The metrics of bad at ${at} are of a time more than 10 minutes ahead and left out: weird{kind="future"}; check its clock`,
      ],
    });
    expect(of('many')).toMatchObject({
      ...{ state: 'up', samples: 100_000, kept: 10_000 },
      mistakes: [`The metrics of many at ${at} are more series than are kept: 90000 of 100000 are left out`],
    });
    expect(of('page')).toMatchObject({
      ...{ state: 'none', problem: { message: `page at ${at}: no metrics: answers HTML` } },
    });
    expect(of('hang')).toMatchObject({
      ...{ state: 'down', problem: { message: `hang at ${at}: no answer within 1 s` } },
    });
    expect(of('none')).toMatchObject({
      ...{ state: 'none', problem: { message: `the metrics of none at ${at}: has no such page (HTTP 404)` } },
    });
    const value = async (kind: string) => {
      const { document: answer } = await asked('metrics', 'query', `weird{kind="${kind}"}`);
      return answer.items?.map((it) => it.value);
    };
    const kinds = ['first', 'nan', 'up', 'down', 'twice', 'last', 'future'];
    expect(await Promise.all(kinds.map(value))).toEqual([[7], ['NaN'], ['+Inf'], ['-Inf'], [1], [8], []]);
    // Nothing of a page can write over the terminal.
    const { out } = await acgs('metrics', 'targets');
    expect(out).toContain('of a time more than 10 minutes ahead');
    for (const harmful of ['\u001b', '\u202e']) expect(out).not.toContain(harmful);
  });

  it('in rule files is said as promtool says it, with its exit code', async () => {
    const files = refused
      .filter(([name]) => !YAML_IN_OWN_WORDS.includes(`${name}.yml`))
      .map(([name]) => `rules/${name}.yml`);
    expect(files.length).toBeGreaterThan(200);
    const words = ['check', 'rules', ...files, 'own.yaml'];
    const ours = await launch(['rules', 'check', ...files, 'own.yaml'], { folder: folder.path });
    const theirs = await runPromtool(folder.path, words);
    expect(ours).toMatchObject({ code: theirs.code, out: theirs.stdout });
    const sentences = (text: string) => text.split('\n').filter((line) => line.startsWith('rules/'));
    expect(sentences(ours.err)).toEqual(sentences(theirs.stderr));
  });

  it('stops nothing: other pages are read, other rules evaluated, other receivers told', async () => {
    const serve = start(['serve', '--no-open', ...common]);
    const ended = finished(serve);
    await firstLine(serve);
    const listed = async () => (await asked('alerts', 'list', '--recorded')).document;
    // What the compliance of such a system comes to is told, too, and is not what this is about.
    const own = new Set<unknown>(OWN.groups.map(({ name }) => name));
    const firing = async () =>
      ((await listed()).items ?? []).flatMap(({ name }) => (own.has(name) ? [name] : [])).toSorted();
    /** Each once: while everything starts, a page may be read late, and its alert is told again. */
    const told = () => {
      const names = posted.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname));
      return [...new Set(names)].filter((name) => own.has(name)).toSorted();
    };
    const first = ['BadIsHalfRead', 'FirstCounts', 'GoodIsRead', 'InfinityIsGreat', 'NanIsNoNumber'];
    await vi.waitFor(async () => expect(await firing()).toEqual(first), { timeout: 40_000, interval: 500 });
    await vi.waitFor(() => expect(told()).toEqual(first), { timeout: 10_000 });

    // Both endpoints that hang are cut and named, and it has gone on meanwhile.
    await vi.waitFor(
      async () => {
        expect((await listed()).receivers).toMatchObject([
          {
            ...{ name: 'hangs', state: 'failing', nextTryAt: expect.anything() },
            problem: 'The webhook hangs: no answer within 10 s',
          },
          { name: 'takes', state: 'ok', waiting: 0, problem: null },
          {
            ...{ name: 'email', state: 'failing', nextTryAt: expect.anything() },
            problem: `The mail server 127.0.0.1:${mail.port}: no answer within 30 s`,
          },
        ]);
      },
      { timeout: 60_000, interval: 1000 },
    );
    good = 2;
    await vi.waitFor(async () => expect(await firing()).toContain('GoodHasChanged'), {
      timeout: 20_000,
      interval: 500,
    });
    await vi.waitFor(() => expect(told()).toEqual([...first, 'GoodHasChanged'].toSorted()), {
      timeout: 10_000,
    });

    // Another process sees what is wrong with the rules, too.
    const { code, document } = await asked('alerts', 'rules', '--recorded');
    expect(code).toBe(1);
    const rules = new Map((document.items ?? []).map((it) => [it.name, it]));
    for (const name of first) expect(rules.get(name)).toMatchObject({ state: 'good', firing: 1 });
    expect(rules.get('ManyToMany')).toMatchObject({
      state: 'failing',
      why: expect.stringMatching(/^It cannot be evaluated: found duplicate series for the match group/),
    });
    expect(rules.get('SameLabels')).toMatchObject({
      state: 'failing',
      why: expect.stringContaining('same labelset'),
    });
    expect(rules.get('FutureIsLeftOut')).toMatchObject({ state: 'stale', firing: 0 });
    const problems = (document.problems ?? []).map(({ message }) => String(message));
    expect(problems).toHaveLength(refused.length + 2);
    expect(problems.filter((it) => !/^The rules in \S+ are not evaluated: [^\n]+$/.test(it))).toEqual([]);
    expect(problems.slice(-2)).toEqual([
      'The rules in rules are not evaluated: it is a folder',
      'The rules in nowhere.yaml are not evaluated: there is no such file',
    ]);
    const { out } = await acgs('alerts', 'list', '--recorded');
    expect(out).toContain('Told by hangs: The webhook hangs: no answer within 10 s; tried again at ');
    serve.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});
