import { DEFAULT_NAMESPACE } from '../../connect/profile/schema.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { toIso } from '../../kernel/clock.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { Course } from './courses.ts';

const DAY_MS = 86_400_000;

/** Brings about what a course begins with. It is part of the world, not of the run: nothing of it is journaled. */
export async function prepareFor({ before }: Course, center: ControlCenter): Promise<void> {
  if (before === 'shut-down') await shutDown(center);
  if (before === 'history') await recordBaseline(center);
}

async function shutDown({ profile, operations }: ControlCenter): Promise<void> {
  const namespace = profile.cluster?.namespace ?? DEFAULT_NAMESPACE;
  const deployments = Object.values(profile.services ?? {}).flatMap((it) => it?.deployment ?? []);
  await Promise.all(
    deployments.map((name) => make(operations.scale, { namespace, name, replicas: 0, orAlready: true })),
  );
}

async function recordBaseline({ baselines, clock }: ControlCenter): Promise<void> {
  const [from, to] = [toIso(clock.now() - DAY_MS), toIso(clock.now())];
  await make(baselines.operations.record, { name: baselines.defaultName, from, to, systems: [] });
}

async function make<P>(kind: OperationKind<P>, parameters: P): Promise<void> {
  const { signal } = new AbortController();
  const prepared = await kind.prepare(parameters, signal);
  await prepared.execute(signal);
}
