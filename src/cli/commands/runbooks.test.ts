import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHere } from '../testing/run-here.ts';

let folder: string;

const acgs = (...words: string[]) =>
  runHere(words, { folder, env: { HOME: folder, XDG_CONFIG_HOME: folder } });

const GOOD = `apiVersion: acgs.dev/runbook/v1
id: ours
title: Ours
summary: Looks at the pods.
steps:
  - { id: look, title: Look, action: cluster.pods, timeout: 1m }
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-runbooks-'));
  await writeFile(join(folder, 'good.yaml'), GOOD);
  await writeFile(join(folder, 'bad.yaml'), GOOD.replace('cluster.pods, timeout: 1m', 'cluster.pod'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('acgs runbooks list', () => {
  it('gives every runbook with its script, its risk and its parameters, without a profile', async () => {
    const { code, json } = await acgs('runbooks', 'list', '--json');
    const { items } = json();
    const of = (id: string) => items.find((it: { id: string }) => it.id === id);
    expect(code).toBe(0);
    expect(of('daily_mlops_health_check')).toMatchObject({
      title: 'Morning health check',
      script: 'daily_mlops_health_check',
      risk: 'read',
      parameters: [],
    });
    expect(of('service-down')).toMatchObject({
      script: null,
      risk: 'change',
      parameters: [{ name: 'service', type: 'system', required: true, default: null }],
    });
    expect(of('analyze_model_performance')).toMatchObject({
      available: false,
      reason: expect.stringContaining('Not available yet: '),
    });
  });

  it("lists the profile's own beside them, and tells what it left out", async () => {
    await mkdir(join(folder, 'team'));
    await writeFile(join(folder, 'team', 'ours.yaml'), GOOD);
    await writeFile(join(folder, 'team', 'wrong.yaml'), GOOD.replace('title: Ours', 'titel: Ours'));
    await writeFile(join(folder, 'p.yaml'), 'name: p\nenvironment: staging\nrunbooks: [team]\n');
    const { code, out, err } = await acgs('runbooks', 'list', '--profile', 'p.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^ours +read +/m);
    expect(err).toContain(
      'The runbook wrong.yaml is left out: line 3: titel: unknown key; did you mean title?',
    );
  });
});

describe('acgs runbooks show', () => {
  it('shows steps, parameters and the hash of the definition', async () => {
    const { code, json } = await acgs('runbooks', 'show', 'service-down', '--json');
    expect(code).toBe(0);
    expect(json()).toMatchObject({
      id: 'service-down',
      definitionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      steps: expect.arrayContaining([expect.objectContaining({ id: 'restart', action: 'cluster.restart' })]),
    });
    const { out } = await acgs('runbooks', 'show', 'service-down');
    expect(out).toContain('From: operational handover guide, Service Down Alert');
    expect(out).toContain('4. Restart the service [cluster.restart], under a condition');
  });

  it('says which one may be meant', async () => {
    const { code, err } = await acgs('runbooks', 'show', 'service-dwn');
    expect([code, err]).toEqual([
      2,
      'acgs: There is no runbook service-dwn; did you mean service-down? acgs runbooks list shows those there are.\n',
    ]);
  });
});

describe('acgs runbooks lint', () => {
  it('says what is wrong, where', async () => {
    const { code, out } = await acgs('runbooks', 'lint', 'good.yaml', 'bad.yaml');
    expect([code, out.split('\n')]).toEqual([
      1,
      [
        'good.yaml: good',
        'bad.yaml:6:5: Step look has no timeout: what hangs would hang for ever',
        'bad.yaml:6:30: There is no action cluster.pod; did you mean cluster.pods?',
        '',
      ],
    ]);
  });

  it('gives it as JSON', async () => {
    const { code, json } = await acgs('runbooks', 'lint', 'bad.yaml', '--json');
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      verdict: 'fail',
      files: [
        {
          file: 'bad.yaml',
          verdict: 'fail',
          findings: [{ line: 6, column: 5, rule: 'missing-timeout' }, { line: 6 }],
        },
      ],
    });
  });

  it('knows the shipped runbooks, and those beside it on the command line', async () => {
    const call = GOOD.replace('id: ours', 'id: other').replace(
      / {2}- .*/,
      '  - { id: a, runbook: ours }\n  - { id: b, runbook: check_all_services_health }',
    );
    await writeFile(join(folder, 'call.yaml'), call);
    expect((await acgs('runbooks', 'lint', 'call.yaml')).out).toBe(
      'call.yaml:6:14: There is no runbook ours\n',
    );
    expect((await acgs('runbooks', 'lint', 'call.yaml', 'good.yaml')).code).toBe(0);
  });

  it('refuses what cannot be read', async () => {
    const { code, err } = await acgs('runbooks', 'lint', 'gone.yaml', '.', 'good.yaml');
    expect([code, err]).toEqual([2, 'acgs: gone.yaml is not there; . is a folder\n']);
    expect((await acgs('runbooks', 'lint')).code).toBe(2);
  });
});
