import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  html,
  invalidJson,
  json,
  large,
  redirectLoop,
  type ScriptedHttp,
  silence,
  slowDrip,
  startScriptedHttp,
} from '../../test/servers/scripted-http.ts';
import { parseProfile } from './connect/profile/load.ts';
import { openControlCenter } from './control-center.ts';
import type { HealthReport } from './health/index.ts';
import { systemClock } from './kernel/clock.ts';
import { silentLog } from './kernel/log.ts';
import { createRedactor } from './kernel/redaction.ts';

const HASH = 'cdd01ef066bc6cf2';
const WELL: Answer = json({ status: 'healthy', version: '3.1.0', constitutional_hash: HASH });

let folder: string;
const servers: ScriptedHttp[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-center-'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function serviceThat(answers: Answer): Promise<string> {
  const server = await startScriptedHttp();
  server.answer('/health', answers);
  servers.push(server);
  return server.url;
}

async function check(profile: string): Promise<HealthReport> {
  const center = await openControlCenter({
    profile: parseProfile(
      `name: test\nenvironment: staging\nprobes: { timeoutSeconds: 1 }\n${profile}`,
      'p.yaml',
    ),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
  try {
    return await center.health.check();
  } finally {
    await center.close();
  }
}

function reasons(report: HealthReport): Record<string, string> {
  return Object.fromEntries(
    report.services.systems
      .filter(({ status }) => status !== 'not-configured')
      .map(({ id, status, reason }) => [id, reason === null ? status : `${status}: ${reason}`]),
  );
}

describe('a service that misbehaves gives one sentence, and the others are looked at all the same', () => {
  it.each([
    ['HTML', html, /^(unknown|down): .*HTML/],
    ['invalid JSON', invalidJson, /^(unknown|down): .*JSON/],
    ['50 MB', large(50 * 1_048_576), /^(unknown|down): .*(large|MiB|MB)/],
    ['a redirect loop', redirectLoop, /^(unknown|down): .*redirect/],
    ['a slow drip', slowDrip(50), /^(unknown|down): .*(1 s|0\.95 s|in time)/],
    ['silence', silence, /^down: no answer/],
  ])('%s', async (_what, answers, expected) => {
    const [bad, good] = await Promise.all([serviceThat(answers), serviceThat(WELL)]);
    const found = reasons(
      await check(`services: { governance: { url: "${bad}" }, integrity: { url: "${good}" } }`),
    );
    expect(found.governance).toMatch(expected);
    expect(found.governance).not.toContain('\n');
    expect(found.integrity).toBe('operational');
  });
});

describe('a connection that cannot be made gives one sentence, and leaves the rest working', () => {
  it.each([
    [
      'a kubeconfig that is not there',
      'cluster: { kubeconfig: /nowhere/kubeconfig }',
      'cluster',
      /kubeconfig/,
    ],
    [
      'a secret that is not set',
      'stores: { influx: { url: "http://127.0.0.1:1", database: acgs, token: { env: ACGS_NOT_SET } } }',
      'influx',
      /ACGS_NOT_SET is not set/,
    ],
    [
      'a host that is not known',
      'stores: { influx: { url: "http://no-such-host.invalid:8086", database: acgs } }',
      'influx',
      /host name is not known/,
    ],
    [
      'a port where nothing listens',
      'stores: { redis: { url: "redis://127.0.0.1:1" } }',
      'redis',
      /connection refused/,
    ],
    [
      'a folder that is not there',
      'stores: { objects: { kind: directory, path: /nowhere/artifacts } }',
      'objects',
      /does not exist|not there/,
    ],
  ])('%s', async (_what, part, id, expected) => {
    const good = await serviceThat(WELL);
    const report = await check(`services: { integrity: { url: "${good}" } }\n${part}`);
    const found = reasons(report);
    expect(found[id]).toMatch(expected);
    expect(found[id]).not.toMatch(/^operational/);
    expect(found.integrity).toBe('operational');
    expect(report.verdict).not.toBe('pass');
  });

  it('a kubeconfig whose context is missing names the contexts there are', async () => {
    const path = join(folder, 'kubeconfig');
    await writeFile(
      path,
      `contexts: [{ name: blue, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: u, user: {} }]
`,
    );
    const found = reasons(await check(`cluster: { kubeconfig: ${path}, context: prod }`));
    expect(found.cluster).toMatch(/unknown: .*"prod".*/);
  });
});

it('an empty profile is not healthy: nothing was checked', async () => {
  const report = await check('');
  expect(report.verdict).toBe('unknown');
  expect(report.services).toMatchObject({ operational: 0, total: 0 });
});

describe('a record that cannot be used keeps nobody from looking', () => {
  async function troublesIn(dataDirectory: string): Promise<string[]> {
    const center = await openControlCenter({
      profile: parseProfile('name: test\nenvironment: staging\n', 'p.yaml'),
      ...{ dataDirectory, clock: systemClock(), log: silentLog, redactor: createRedactor(), env: {} },
    });
    try {
      expect((await center.health.check()).verdict).toBe('unknown');
      return [...center.troubles(), ...(await center.diagnose()).filter(({ id }) => id === 'record')].map(
        (it) => ('message' in it ? it.message : it.what),
      );
    } finally {
      await center.close();
    }
  }

  it('when it is damaged', async () => {
    await writeFile(join(folder, 'control-center.db'), 'this is no database, and never was one');
    const [told, diagnosed, ...more] = await troublesIn(folder);
    expect(told).toContain('kept as control-center.db.damaged-1; a new one was begun');
    expect(diagnosed).toBe(told);
    expect(more).toEqual([]);
    expect(await troublesIn(folder)).toEqual([]);
  });

  it('when it cannot be written', async () => {
    await mkdir(join(folder, 'control-center.db'));
    const [told] = await troublesIn(folder);
    expect(told).toContain('What is observed now is not recorded');
    expect(told).not.toContain(folder);
  });

  it('when the journal is damaged', async () => {
    await writeFile(join(folder, 'journal.db'), 'this is no database, and never was one');
    expect(await troublesIn(folder)).toEqual(
      Array(2).fill("The journal's database is damaged: the journal cannot be read"),
    );
  });
});
