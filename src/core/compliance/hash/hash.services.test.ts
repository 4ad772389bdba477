import { describe, expect, it } from 'vitest';
import type { Mode } from '../assessment.ts';
import { practiceOfFile } from '../testing/practice.ts';

/** The services of the guides, configuration, database, artifact store and documents. */
const COMPONENTS = 18;

const practice = practiceOfFile();

async function look(mode: Mode = 'production') {
  const found = await practice().center.compliance.validate({ mode });
  const part = found.parts.find(({ id }) => id === 'hash');
  if (!part) throw new Error('there is no hash part');
  const short = part.items.filter(({ value }) => value !== 1);
  return { part, short, of: (id: string) => part.items.find((item) => item.id === id) };
}

it('has every component of a healthy production, each with every place it carries the hash in', async () => {
  const { part, of, short } = await look();
  expect(short).toEqual([]);
  expect(part).toMatchObject({ numerator: COMPONENTS, denominator: COMPONENTS, value: 1, state: 'met' });
  expect(of('constitutional-ai')?.evidence.map(({ source }) => source)).toEqual([
    'http-header',
    'http-body',
    'constitutional-validation',
    'deployment ac-service, annotation constitutional-hash',
    'deployment ac-service, annotation constitutional-hash of its pod template',
    'deployment ac-service, CONSTITUTIONAL_HASH of container ac-service',
    'pods of deployment ac-service',
  ]);
  expect(of('configuration')?.evidence.map(({ source }) => source)).toEqual([
    'config map mlops-production-config, annotation constitutional-hash',
    'config map mlops-production-config, key constitutional_hash',
  ]);
  expect(of('database')?.evidence.map(({ source }) => source)).toEqual([
    'table artifacts',
    'table audit_trail',
    'table model_versions',
  ]);
  expect(of('artifacts')?.evidence).toMatchObject([{ source: 'artifact metadata', count: 33, value: 1 }]);
  expect(of('documents')?.evidence[0]?.source).toBe('document constitution.md, line 5');
});

describe('each fault changes its component, and nothing else, and back', () => {
  it.each([
    ['hash-mismatch=integrity', 'integrity', 0, 'missed', 'http-header shows a41f0c9be77d2035 instead of'],
    ['hash-mismatch=constitutional-ai', 'constitutional-ai', 0, 'missed', 'http-body shows a41f'],
    ['hash-missing=governance', 'governance', null, 'unknown', 'http shows no constitutional hash'],
    [
      'config-drift',
      'configuration',
      0,
      'missed',
      'config map mlops-production-config, key constitutional_hash shows deadbeefcafe0000 instead of',
    ],
    [
      'service-down=authentication',
      'authentication',
      null,
      'unknown',
      'http does not answer: connection refused',
    ],
  ] as const)('%s', async (fault, id, value, state, says) => {
    await practice().sandbox.setFault(fault, true);
    const broken = await look();
    expect(broken.short).toMatchObject([{ id, value }]);
    expect(broken.short[0]?.says).toContain(says);
    expect(broken.part).toMatchObject({ denominator: COMPONENTS, numerator: COMPONENTS - 1, state });
    await practice().sandbox.setFault(fault, false);
    const mended = await look();
    expect(mended.short).toEqual([]);
    expect(mended.part.state).toBe('met');
  });
});

it('says of a drifted config map who wrote it, and when', async () => {
  const before = Date.now();
  await practice().sandbox.setFault('config-drift', true);
  const { of } = await look();
  const drifted = of('configuration')?.evidence.find(({ value }) => value === 0);
  expect(drifted?.changedBy?.who).toBe('kubectl-edit');
  expect(Date.parse(drifted?.changedBy?.at ?? '')).toBeGreaterThan(before - 1000);
});

it('takes what is looked at rarely as it was seen last, when it has to be quick', async () => {
  const whole = await look();
  const quick = await look('quick');
  expect(quick.part.state).toBe('met');
  expect(quick.of('database')).toEqual(whole.of('database'));
});
