import { isMisspelt, mistakesOf } from '../../connect/profile/mistakes.ts';
import { readYamlFile } from '../../connect/yaml-file.ts';
import { keyName, type YamlPlace } from '../../connect/yaml-place.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { StageCheck } from '../check.ts';
import { HASH_CHECK, TARGETS, type TargetId, targetCheck } from '../default-checks.ts';
import { type Gate, type RolloutPlan, type Stage, stagesOf } from '../plan.ts';
import { type PlanFile, planFileSchema, planJsonSchema, type WrittenCheck } from './schema.ts';
import { type CheckGround, checkOf } from './written-check.ts';
import { gateOf } from './written-gate.ts';

export type { CheckGround } from './written-check.ts';

/** Longer than anybody writes a plan. */
export const MOST_PLAN_BYTES = 262_144;
const MOST_FINDINGS = 20;

/** What is wrong with a plan, a sentence that names the stage, the check and the line. */
interface Finding extends YamlPlace {
  message: string;
}

/**
 * Reads a plan with checks of one's own.
 *
 * @param text may be anything
 * @returns the plan, or everything that is wrong with it, by lines
 */
export function planOfFile(text: string, ground: CheckGround): RolloutPlan | { problems: OperatorError[] } {
  const read = readYamlFile(new TextEncoder().encode(text), {
    ...{ noun: 'plan', begins: 'apiVersion', mostBytes: MOST_PLAN_BYTES, mostRefusals: MOST_FINDINGS },
  });
  if ('refusals' in read) return { problems: read.refusals.map(problemAt) };
  const { written, placeOf } = read;
  const parsed = planFileSchema.safeParse(written);
  if (!parsed.success) {
    const mistakes = mistakesOf(parsed.error, written, {
      ...{ schema: planJsonSchema, noForm: 'must be all, none, or a list of targets' },
    });
    const findings = mistakes
      .filter((it) => !isMisspelt(it, mistakes))
      .map(({ path, text: says, hint }) => ({
        ...placeOf(path),
        message: `${placeName(path, written)}${says}${hint === undefined ? '' : `. ${hint.replace(/\.$/, '')}`}`,
      }));
    return { problems: inOrder(findings) };
  }
  return planOfParsed(parsed.data, placeOf, ground);
}

function planOfParsed(
  file: PlanFile,
  placeOf: (path: readonly PropertyKey[]) => YamlPlace,
  ground: CheckGround,
): RolloutPlan | { problems: OperatorError[] } {
  const findings: Finding[] = [];
  const find = (path: readonly PropertyKey[], says: string) =>
    findings.push({ ...placeOf(path), message: `${placeName(path, file)}${says}` });
  const read = (written: readonly WrittenCheck[], at: readonly PropertyKey[]): StageCheck[] => {
    const ids = new Set<string>();
    return written.flatMap((it, index) => {
      const path = [...at, index];
      if (ids.has(it.id)) find([...path, 'id'], 'another check of this list has the same id');
      ids.add(it.id);
      const check = checkOf(it, ground);
      if (!('says' in check)) return [check];
      find(check.key === null ? path : [...path, check.key], check.says);
      return [];
    });
  };
  const ofAll = read(file.checks ?? [], ['checks']);
  const ofStages = file.stages.map(({ checks = [] }, index) => read(checks, ['stages', index, 'checks']));
  const gates = file.stages.map(({ gate: written }, index): Gate | undefined => {
    if (written === undefined) return undefined;
    const gate = gateOf(written['load-test'], ground.thresholds);
    if (!('says' in gate)) return gate;
    find(['stages', index, 'gate', 'load-test', 'limits', gate.key], gate.says);
    return undefined;
  });
  const stages = stagesOf(
    file.stages.map(({ percentage, monitor }) => ({ percentage: String(percentage), monitor })),
    (index, what, says) => find(['stages', index, what], says),
  );
  if (findings.length > 0) return { problems: inOrder(findings) };
  return {
    stages: stages.map(
      (stage, index): Stage => ({
        ...stage,
        ...(gates[index] === undefined ? {} : { gate: gates[index] }),
        checks: together(
          defaultsOf(file.stages[index]?.defaults ?? file.defaults ?? 'all', ground),
          ofAll,
          ofStages[index] ?? [],
        ),
      }),
    ),
  };
}

function defaultsOf(which: 'all' | 'none' | readonly TargetId[], { thresholds }: CheckGround): StageCheck[] {
  const wanted =
    which === 'all' ? TARGETS : which === 'none' ? [] : TARGETS.filter((id) => which.includes(id));
  return [HASH_CHECK, ...wanted.map((id) => targetCheck(thresholds, id))];
}

/** What comes later replaces what has the same id, in its place. */
function together(...lists: readonly (readonly StageCheck[])[]): StageCheck[] {
  return [...new Map(lists.flat().map((check) => [check.id, check] as const)).values()];
}

/** `stage 2, check gpu: every `, as the beginning of a sentence. */
function placeName(path: readonly PropertyKey[], written: unknown): string {
  const words: string[] = [];
  let rest = path;
  let node = written;
  const enter = (noun: string, named: (it: unknown) => unknown) => {
    const index = Number(rest[1]);
    node = memberOf(memberOf(node, String(rest[0])), String(index));
    const name = named(node);
    words.push(`${noun} ${typeof name === 'string' ? name : index + 1}`);
    rest = rest.slice(2);
  };
  if (rest[0] === 'stages' && rest.length > 1) enter('stage', () => null);
  if (rest[0] === 'checks' && rest.length > 1) enter('check', (it) => memberOf(it, 'id'));
  const key = keyName(rest);
  const place = words.join(', ');
  if (place === '') return key === '' ? 'the plan: ' : `${key}: `;
  return key === '' ? `${place}: ` : `${place}: ${key}: `;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function inOrder(findings: readonly Finding[]): OperatorError[] {
  return findings
    .toSorted((one, other) => one.line - other.line || one.column - other.column)
    .slice(0, MOST_FINDINGS)
    .map(problemAt);
}

function problemAt({ line, message }: Finding): OperatorError {
  return new OperatorError('usage', `Line ${line}: ${message}`, { hint: 'docs/rollouts.md shows a plan.' });
}

/** @throws OperatorError the first of its problems, with the number of the others */
export function planOrRefuse(read: RolloutPlan | { problems: OperatorError[] }): RolloutPlan {
  if (!('problems' in read)) return read;
  const [first = new OperatorError('usage', 'The plan cannot be read'), ...others] = read.problems;
  if (others.length === 0) throw first;
  const { message, hint } = problemOf(first);
  throw new OperatorError('usage', `${message}; and ${others.length} more`, {
    hint: `${others.map((it) => problemOf(it).message).join('; ')}. ${hint ?? ''}`,
  });
}
