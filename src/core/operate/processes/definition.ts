import { createHash } from 'node:crypto';
import { canonicalize, type JsonValue } from '../../store/journal/canonical.ts';
import type { Condition } from './condition.ts';
import { isReference, referencesIn } from './template.ts';

/**
 * What a durable process does: plain data, so that it can be pinned by its hash, journaled, and gone on with by
 * another process, another version or another person. A runbook's run is one, and so is a rollout.
 */
export interface ProcessDefinition {
  /** What made it: `runbook`, `rollout`. */
  kind: string;
  /** `daily_mlops_health_check`. */
  name: string;
  title: string;
  /**
   * It is to go on by itself, whatever interrupts it: its own steps tell what was missed meanwhile. What the world
   * shows to be done counts as done, and what takes back is done again until it is.
   */
  unattended?: true;
  /** In the order in which an operator reads them; `needs` says what waits for what. */
  steps: readonly StepDefinition[];
}

export interface StepDefinition {
  /** Letters, digits, `_`, `-` and `/`; `undo:` is kept for what takes a step back. */
  id: string;
  title: string;
  /** Which action does it: `cluster.restart`, `manual`. */
  action: string;
  /** What the action is given. Texts in it may hold `${{ … }}`, see template.ts. */
  input: JsonObject;
  /** Steps that have ended before this one begins. A skipped one counts, and a failed one that may fail. */
  needs: readonly string[];
  /** Left out: always. A condition nobody can judge is put to the operator. */
  when?: Condition;
  /** For all attempts together, waiting for the operator not counted. */
  timeoutMs: number;
  retry?: Retry;
  /** What becomes of the whole when it fails: nothing further, the next steps, or what was done is taken back. */
  onFailure: 'stop' | 'continue' | 'compensate';
  /** What takes it back. */
  compensation?: { title: string; action: string; input: JsonObject; timeoutMs: number; retry?: Retry };
}

export interface Retry {
  /** In all, the first one counted. */
  attempts: number;
  /** Before the second attempt; doubled for each further one. */
  delayMs: number;
  maxDelayMs: number;
}

export type JsonObject = { readonly [name: string]: JsonValue };

/** Steps that take back another one have its id behind this. */
export const UNDO = 'undo:';

/** @returns hexadecimal SHA-256 of the definition's canonical JSON (RFC 8785) */
export function definitionHash(definition: ProcessDefinition): string {
  return createHash('sha256').update(canonicalize(definition)).digest('hex');
}

/** All steps there can be: those of the definition, and behind them what takes each one back. */
export function stepsOf(definition: ProcessDefinition): Map<string, StepDefinition> {
  const steps = new Map(definition.steps.map((step) => [step.id, step]));
  for (const { id, compensation } of definition.steps) {
    if (compensation === undefined) continue;
    const undo: StepDefinition = { ...compensation, id: UNDO + id, needs: [], onFailure: 'continue' };
    steps.set(undo.id, undo);
  }
  return steps;
}

/**
 * What keeps a definition from being run, a sentence each; none when it is sound. Of what a step does this
 * says nothing: that is asked of its action.
 */
export function definitionFlaws({ steps }: ProcessDefinition): string[] {
  const ids = new Set(steps.map(({ id }) => id));
  const flaws: string[] = [];
  if (steps.length === 0) flaws.push('There is no step');
  if (steps.length > MAX_STEPS) flaws.push(`There are ${steps.length} steps, more than ${MAX_STEPS}`);
  if (ids.size < steps.length) flaws.push(`Two steps are called ${twice(steps.map(({ id }) => id))}`);
  for (const { id, needs, timeoutMs, retry, input } of steps) {
    for (const reference of referencesIn(input))
      if (!isReference(reference)) flaws.push(`Step ${id}: \${{ ${reference.text} }} names nothing`);
    if (!/^[\w/-]{1,200}$/.test(id)) flaws.push(`"${id}" is no name for a step`);
    for (const need of needs)
      if (!ids.has(need)) flaws.push(`Step ${id} waits for ${need}, which is no step`);
    if (!(timeoutMs > 0)) flaws.push(`Step ${id} has no timeout`);
    if (retry && !(retry.attempts >= 1 && retry.attempts <= MAX_ATTEMPTS))
      flaws.push(`Step ${id} would be tried ${retry.attempts} times; 1 to ${MAX_ATTEMPTS} are possible`);
  }
  if (flaws.length > 0) return flaws;
  const circle = cycleIn(steps);
  return circle === undefined ? [] : [`Steps wait for each other: ${circle.join(' → ')}`];
}

export const MAX_STEPS = 10_000;
const MAX_ATTEMPTS = 100;

function twice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) < index);
}

/** A way round through `needs`, the first step named again at its end. */
export function cycleIn(steps: readonly Pick<StepDefinition, 'id' | 'needs'>[]): string[] | undefined {
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  const ended = new Set<string>();
  for (const { id: start } of steps) {
    // A walk with a stack of our own: ten thousand steps in a row are deeper than the engine's.
    const path: { id: string; next: number }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string) => {
      path.push({ id, next: 0 });
      onPath.add(id);
    };
    if (!ended.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = needs.get(top.id)?.[top.next];
      top.next += 1;
      if (need === undefined) {
        path.pop();
        onPath.delete(top.id);
        ended.add(top.id);
      } else if (onPath.has(need)) {
        const ids = path.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(need)), need];
      } else if (!ended.has(need)) enter(need);
    }
  }
  return undefined;
}
