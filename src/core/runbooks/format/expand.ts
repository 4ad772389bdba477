import type { Condition } from '../../operate/processes/condition.ts';
import {
  type JsonObject,
  MAX_STEPS,
  type ProcessDefinition,
  type StepDefinition,
} from '../../operate/processes/definition.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { KNOWN_ACTIONS } from '../actions/known.ts';
import { durationMs } from '../actions/values.ts';
import type { PathFinding } from '../lint/finding.ts';
import { givenParameters } from './given.ts';
import { MOST_BRANCHES, type RunbookFile, type WrittenStep } from './schema.ts';
import { conditionOf, jsonOf, type Meaning, substitute } from './substitute.ts';

/** A runbook with everything in it: groups and other runbooks are steps like all others. */
export interface Expansion {
  definition: ProcessDefinition;
  origins: ReadonlyMap<string, Origin>;
  /** What cannot be expanded as it is written. */
  findings: readonly PathFinding[];
  /** What it takes that does not exist; none when all of it can be done. */
  lacks: readonly Lack[];
}

/** Where a step of the whole is written. */
export interface Origin {
  /** Of the step in the file; of a step of another runbook, where that is called. */
  path: readonly PropertyKey[];
  /** The file itself writes it. */
  own: boolean;
  part: 'step' | 'verify';
  why: string | null;
}

export interface Lack {
  /** The title of the step. */
  step: string;
  action: string | null;
  /** What a runbook that is called says itself. */
  reason: string | null;
}

export interface Surroundings {
  /** The runbook of this id, wherever it is from. */
  find(id: string): RunbookFile | undefined;
  /** Whether an action exists. What does not is done by hand, where the runbook says how. */
  exists(action: string): boolean;
}

/** For what waits for a person alone; how long they think is not counted. */
const ASKING_MS = 86_400_000;
const DELAY_MS = 5_000;
const MAX_DELAY_MS = 300_000;

/** What stands before a step. */
interface Before {
  needs: readonly string[];
  /** Steps that all have to have gone well, in a runbook that may fail as a whole. */
  unfailed: readonly string[];
}

interface Place {
  meaning: Meaning;
  conditions: readonly Condition[];
  /** Of the call that led here; null in the file itself. */
  calledAt: readonly PropertyKey[] | null;
  /** Ids of the runbooks that led here. */
  calls: readonly string[];
  /** The runbook may fail without the whole. */
  mayFail: boolean;
  /** What ends last of each step that is written here, by its id. */
  ends: Map<string, readonly string[]>;
}

type Draft = StepDefinition & { origin: Origin; named?: { needs: readonly string[]; place: Place } };

export function expandRunbook(runbook: RunbookFile, surroundings: Surroundings): Expansion {
  const expander = new Expander(surroundings);
  const place: Place = {
    meaning: { prefix: '', parameters: undefined },
    conditions: [],
    calledAt: null,
    calls: [runbook.id],
    mayFail: false,
    ends: new Map(),
  };
  expander.list(runbook.steps, ['steps'], place, { needs: [], unfailed: [] });
  return expander.finish(runbook);
}

class Expander {
  readonly #surroundings: Surroundings;
  #drafts: Draft[] = [];
  #lacks: Lack[] = [];
  readonly #findings: PathFinding[] = [];
  #isFull = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  finish(runbook: RunbookFile): Expansion {
    const ids = new Set(this.#drafts.map((draft) => draft.id));
    const steps = this.#drafts.map(({ origin, named, ...step }) => {
      if (named === undefined) return step;
      return { ...step, needs: named.needs.flatMap((name) => this.#ends(name, named.place, origin, ids)) };
    });
    const { id, title } = runbook;
    return {
      definition: { kind: 'runbook', name: id, title, steps },
      origins: new Map(this.#drafts.map(({ id, origin }) => [id, origin])),
      findings: this.#findings,
      lacks: this.#lacks,
    };
  }

  /** One after the other. Gives what stands before whatever comes next. */
  list(steps: readonly WrittenStep[], path: readonly PropertyKey[], place: Place, before: Before): Before {
    return steps.reduce((at, step, index) => this.#step(step, [...path, index], place, at), before);
  }

  #step(step: WrittenStep, path: readonly PropertyKey[], place: Place, before: Before): Before {
    if (this.#isFull) return before;
    const inside = step.when
      ? { ...place, conditions: [...place.conditions, conditionOf(step.when, place.meaning)] }
      : place;
    if (step.steps) return this.list(step.steps, [...path, 'steps'], inside, before);
    if (step.parallel) {
      const branches = step.parallel.map((it, index) =>
        this.#step(it, [...path, 'parallel', index], inside, before),
      );
      const needs = branches.flatMap((branch) => branch.needs);
      if (needs.length > MOST_BRANCHES) {
        this.#tell(
          place,
          path,
          'size',
          `${needs.length} branches end here at once, more than ${MOST_BRANCHES}`,
        );
        return before;
      }
      const unfailed = [...new Set(branches.flatMap((branch) => branch.unfailed))];
      return { needs, unfailed };
    }
    if (step.runbook !== undefined) return this.#call(step, step.runbook, path, inside, before);
    return this.#action(step, path, inside, before);
  }

  #action(step: WrittenStep, path: readonly PropertyKey[], place: Place, before: Before): Before {
    const { id: name = '', title = '', action = '', verify, undo, retry, byHand } = step;
    const { meaning } = place;
    const id = meaning.prefix + name;
    this.#refuseTwice(name, path, place);
    const filled = (value: unknown) => objectOf(substitute(jsonOf(value ?? {}), meaning));
    const origin: Origin = {
      path: place.calledAt ?? path,
      own: place.calledAt === null,
      part: 'step',
      why: step.why ?? null,
    };
    const isThere =
      this.#surroundings.exists(action) && (verify === undefined || this.#surroundings.exists(verify.action));
    const common = {
      id,
      title: textOf(title, meaning),
      ...this.#needs(step, place, before),
      ...whenOf([...place.conditions, ...before.unfailed.map(wentWell)]),
      origin,
    };
    const onFailure = place.mayFail ? 'continue' : (step.onFailure ?? 'stop');
    if (place.mayFail && step.onFailure === 'compensate') {
      const what = `Step ${name} of the runbook takes back what was done when it fails`;
      this.#findings.push({
        path: origin.path,
        rule: 'schema',
        message: `${what}, so nothing can go on behind it`,
      });
    }
    if (!isThere && byHand !== undefined) {
      const input = { text: textOf(byHand, meaning) };
      this.#add({ ...common, action: 'manual', input, timeoutMs: ASKING_MS, onFailure });
      this.#lackOf(['manual'], common.title);
      return this.#behind(id, id, name, step, place, before);
    }
    this.#lackOf([action, ...(verify ? [verify.action] : [])], common.title);
    const asks = KNOWN_ACTIONS.get(action)?.asks === true;
    this.#add({
      ...common,
      action,
      input: filled(step.with),
      timeoutMs: timeoutOf(step.timeout, asks),
      ...(retry ? { retry: retryOf(retry) } : {}),
      onFailure,
      ...(undo
        ? {
            compensation: {
              title: textOf(undo.title, meaning),
              action: undo.action,
              input: filled(undo.with),
              timeoutMs: timeoutOf(undo.timeout, false),
            },
          }
        : {}),
    });
    if (undo) this.#lackOf([undo.action], textOf(undo.title, meaning));
    if (verify === undefined) return this.#behind(id, id, name, step, place, before);
    const verifyId = `${id}/verify`;
    this.#add({
      id: verifyId,
      title: textOf(verify.title ?? `Check: ${title}`, meaning),
      action: verify.action,
      input: filled(verify.with),
      needs: [id],
      when: { value: `\${{ steps.${id}.status }}`, is: 'succeeded' },
      timeoutMs: timeoutOf(verify.timeout, false),
      ...(verify.retry ? { retry: retryOf(verify.retry) } : {}),
      onFailure,
      origin: { ...origin, part: 'verify', why: null },
    });
    return this.#behind(id, verifyId, name, step, place, before);
  }

  /** Another runbook's steps, one by one. */
  #call(step: WrittenStep, id: string, path: readonly PropertyKey[], place: Place, before: Before): Before {
    const { id: name = '' } = step;
    const at = [...path, 'runbook'];
    this.#refuseTwice(name, path, place);
    const called = this.#surroundings.find(id);
    if (called === undefined) {
      this.#tell(place, at, 'unknown-runbook', `There is no runbook ${id}`);
      place.ends.set(name, before.needs);
      return before;
    }
    if (place.calls.includes(id)) {
      const circle = [...place.calls.slice(place.calls.indexOf(id)), id].join(' → ');
      this.#tell(place, at, 'cycle', `Runbooks call each other: ${circle}`);
      return before;
    }
    const given = givenParameters(called, step.with ?? {});
    for (const { name, message } of given.findings) {
      this.#tell(place, [...path, 'with', ...(name === undefined ? [] : [name])], 'parameter', message);
    }
    const parameters = new Map(
      [...given.values].map(([name, value]): [string, JsonValue] => [name, substitute(value, place.meaning)]),
    );
    const mayFail = place.mayFail || step.onFailure === 'continue';
    const inside: Place = {
      ...place,
      meaning: { prefix: `${place.meaning.prefix}${name}/`, parameters },
      calledAt: place.calledAt ?? path,
      calls: [...place.calls, id],
      mayFail,
      ends: new Map(),
    };
    const drafts = this.#drafts.length;
    const lacks = this.#lacks.length;
    const first = this.#needs(step, place, before);
    const start = { needs: first.needs, unfailed: before.unfailed };
    let behind = this.list(called.steps, ['steps'], inside, start);
    if (called.unavailable !== undefined) {
      this.#lacks.push({ step: step.title ?? called.title, action: null, reason: called.unavailable });
    }
    if (this.#lacks.length > lacks && step.byHand !== undefined) {
      this.#drafts.length = drafts;
      this.#lacks.length = lacks;
      const { byHand, title = called.title } = step;
      const manual = { ...step, runbook: undefined, title, action: 'manual', with: { text: byHand } };
      return this.#action(manual, path, place, before);
    }
    const { named } = first;
    if (named !== undefined) {
      const before = new Set(start.needs);
      for (const draft of this.#drafts.slice(drafts)) {
        if (draft.named === undefined && draft.needs.every((need) => before.has(need))) draft.named = named;
      }
    }
    if (step.onFailure === 'continue') behind = { ...behind, unfailed: before.unfailed };
    place.ends.set(name, behind.needs);
    return behind;
  }

  /** What a step waits for: what stands before it, or what it names. */
  #needs(step: WrittenStep, place: Place, before: Before): Pick<Draft, 'needs' | 'named'> {
    if (step.needs === undefined) return { needs: before.needs };
    return { needs: [], named: { needs: step.needs, place } };
  }

  #behind(id: string, last: string, name: string, step: WrittenStep, place: Place, before: Before): Before {
    place.ends.set(name, [last]);
    if (!place.mayFail || step.onFailure === 'continue') return { needs: [last], unfailed: before.unfailed };
    if (before.unfailed.length > MOST_BRANCHES) {
      const message = `A runbook of more than ${MOST_BRANCHES} steps cannot fail without the whole`;
      this.#findings.push({ path: place.calledAt ?? [], rule: 'size', message });
      return { needs: [last], unfailed: [] };
    }
    return { needs: [last], unfailed: [...new Set([...before.unfailed, id, last])] };
  }

  #refuseTwice(name: string, path: readonly PropertyKey[], place: Place): void {
    if (!place.ends.has(name)) return;
    this.#tell(place, [...path, 'id'], 'duplicate-id', `Two steps are called ${name}`);
  }

  #ends(name: string, place: Place, origin: Origin, ids: ReadonlySet<string>): readonly string[] {
    const ends = place.ends.get(name);
    if (ends !== undefined) return ends;
    const id = place.meaning.prefix + name;
    if (ids.has(id)) return [id];
    this.#tell(
      place,
      [...origin.path, 'needs'],
      'unreachable',
      `It waits for ${name}, which is no step and never ends`,
    );
    return [];
  }

  #lackOf(actions: readonly string[], step: string): void {
    for (const action of new Set(actions)) {
      if (!this.#surroundings.exists(action)) this.#lacks.push({ step, action, reason: null });
    }
  }

  #add(draft: Draft): void {
    this.#drafts.push(draft);
    if (this.#drafts.length <= MAX_STEPS || this.#isFull) return;
    this.#isFull = true;
    this.#findings.push({
      path: draft.origin.path,
      rule: 'size',
      message: `There are more than ${MAX_STEPS} steps`,
    });
  }

  /** What is wrong with another runbook is told where that is looked at. */
  #tell(place: Place, path: readonly PropertyKey[], rule: PathFinding['rule'], message: string): void {
    if (place.calledAt === null) this.#findings.push({ path, rule, message });
    else if (rule === 'cycle') this.#findings.push({ path: place.calledAt, rule, message });
  }
}

function whenOf(conditions: readonly Condition[]): { when?: Condition } {
  const [only, ...more] = conditions;
  if (only === undefined) return {};
  return { when: more.length === 0 ? only : { all: conditions } };
}

function wentWell(id: string): Condition {
  return { value: `\${{ steps.${id}.status }}`, oneOf: ['succeeded', 'skipped'] };
}

/** 0 where it is missing, which lint tells. */
function timeoutOf(written: string | undefined, asks: boolean): number {
  if (written === undefined) return asks ? ASKING_MS : 0;
  return durationMs(written) ?? 0;
}

function retryOf({ attempts, delay, maxDelay }: NonNullable<WrittenStep['retry']>) {
  const delayMs = (delay === undefined ? undefined : durationMs(delay)) ?? DELAY_MS;
  const maxDelayMs =
    (maxDelay === undefined ? undefined : durationMs(maxDelay)) ?? Math.max(delayMs, MAX_DELAY_MS);
  return { attempts, delayMs, maxDelayMs };
}

function objectOf(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(text: string, meaning: Meaning): string {
  const filled = substitute(text, meaning);
  return typeof filled === 'string' ? filled : JSON.stringify(filled);
}
