import { nearMiss } from '../connect/profile/near-miss.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { SYSTEMS } from '../connect/profile/systems.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { atOnce, createSlices, inSlices, type Stepwise } from '../kernel/slices.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import type { JsonObject } from '../operate/processes/definition.ts';
import { dryRun, type StepForesight } from '../operate/processes/dry-run.ts';
import type { Processes, ProcessView, StartOptions } from '../operate/processes/index.ts';
import { type Catalogue, type CatalogueEntry, readCatalogue } from './catalogue/index.ts';
import { readParameters, readValue } from './format/parameters.ts';
import { type Remaining, remainingOf } from './remaining.ts';
import { resolveScript } from './scripts/index.ts';

/** Runbooks that can be run: the catalogue over the actions that exist. */
export interface Runbooks {
  /** Read at once where it is needed before {@link Runbooks.prepare} came to its end. */
  catalogue: Catalogue;
  /** Reads the catalogue in slices, for hosts that stay: eighty files at once would be felt. */
  prepare(): Promise<void>;
  /** What their steps can do, by name. */
  actions: ReadonlyMap<string, ActionKind>;
  /** By its id, or the name of the script it replaces. @throws OperatorError `usage` */
  find(id: string): CatalogueEntry;
  /** What a command line of the guides means. @throws OperatorError `usage` */
  script(words: readonly string[]): { runbook: string; parameters: JsonObject };
  /** @throws OperatorError `usage` naming the parameter, or why the runbook is not available */
  check(id: string, given: JsonObject): void;
  /**
   * What is wrong with values while they are written, by the parameter's name: the end of a sentence about it.
   *
   * @throws OperatorError `usage` when there is no such runbook
   */
  flaws(id: string, given: JsonObject): Record<string, string>;
  /**
   * Starts a run; it goes on by itself from here.
   *
   * @param given texts of a command line or values
   * @throws OperatorError `usage` naming the parameter, or why the runbook is not available; `refused` by a guard
   */
  start(
    id: string,
    given: JsonObject,
    options: Omit<StartOptions, 'definition' | 'parameters'>,
  ): Promise<{ runId: string }>;
  /** What a run would do, without doing it. */
  foresee(
    id: string,
    given: JsonObject,
    options: { readOnly: boolean; signal: AbortSignal; onStep?: (step: StepForesight) => void },
  ): Promise<{ entry: CatalogueEntry; steps: StepForesight[] }>;
  /** What is left of a run; null when it has ended, or nobody knows. */
  remaining(run: ProcessView): Remaining | null;
  /** The guide's lines about a run, those that are true. */
  lines(runId: string): string[];
}

export function createRunbooks(options: {
  profile: Profile;
  /** Files and folders of the profile's own, absolute. */
  own: readonly string[];
  actions: ReadonlyMap<string, ActionKind>;
  processes: Processes;
  clock: Clock;
}): Runbooks {
  const { profile, actions, processes, clock } = options;
  let loaded: Catalogue | undefined;
  /** By the run: what earlier ones took does not change while it goes on, and it is told five times a second. */
  const usual = new Map<string, ReadonlyMap<string, number>>();
  let reading: Stepwise<void> | undefined;
  function* read(): Stepwise<void> {
    try {
      loaded = yield* readCatalogue({ own: options.own, actions: new Set(actions.keys()) });
    } finally {
      reading = undefined;
    }
  }
  /** What is left to be read of it, by whoever began. */
  const rest = () => {
    reading ??= read();
    return reading;
  };
  /** Read when it is first needed: a start should not wait for eighty files. */
  const catalogue = (): Catalogue => {
    if (loaded === undefined) atOnce(rest());
    if (loaded === undefined) throw new Error('the runbooks could not be read');
    return loaded;
  };

  const find = (id: string): CatalogueEntry => {
    const { entries } = catalogue();
    const found = catalogue().find(id) ?? entries.find(({ script }) => script === id);
    if (found) return found;
    const leftOut = catalogue().leftOut(id);
    if (leftOut) throw new OperatorError('usage', leftOut.message, { hint: leftOut.hint ?? '' });
    const meant = nearMiss(
      id,
      entries.map((it) => it.id),
    );
    throw new OperatorError(
      'usage',
      `There is no runbook ${id}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      { hint: 'acgs runbooks list shows those there are.' },
    );
  };

  const prepare = (id: string, given: JsonObject) => {
    const entry = find(id);
    if (!entry.available) throw new OperatorError('usage', entry.reason ?? `${id} is not available`);
    const parameters = readParameters(entry.parameters, given, { runbook: entry.id, systemOf });
    return { entry, parameters };
  };

  /** By the id of a system, or the name of its deployment. */
  const systemOf = (name: string): string | undefined => {
    if (SYSTEMS.some(({ id }) => id === name)) return name;
    const services = Object.entries(profile.services ?? {});
    return services.find(([, service]) => service?.deployment === name)?.[0];
  };

  return {
    get catalogue() {
      return catalogue();
    },
    async prepare() {
      if (loaded === undefined) await inSlices(rest(), createSlices(clock, undefined));
    },
    actions,
    find,
    script: (words) => resolveScript(words, catalogue().entries),
    check: (id, given) => void prepare(id, given),
    flaws(id, given) {
      const flaws: Record<string, string> = {};
      for (const [name, parameter] of Object.entries(find(id).parameters)) {
        const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
        const read =
          value === undefined ? { flaw: 'has to be given' } : readValue(parameter, value, systemOf);
        if ('flaw' in read) flaws[name] = read.flaw;
      }
      return flaws;
    },
    async start(id, given, how) {
      const { entry, parameters } = prepare(id, given);
      const { id: runId } = await processes.start({ ...how, definition: entry.definition, parameters });
      return { runId };
    },
    async foresee(id, given, { readOnly, signal, onStep }) {
      const { entry, parameters } = prepare(id, given);
      const steps = await dryRun({
        definition: entry.definition,
        parameters,
        actions: (name) => actions.get(name),
        context: {
          runId: 'dry-run',
          definitionHash: entry.definitionHash,
          clock,
          signal,
          progress: () => undefined,
          consent: { readOnly },
        },
        ...(onStep === undefined ? {} : { onStep }),
      });
      return { entry, steps };
    },
    remaining(run) {
      const { id } = run;
      if (run.endedAt !== null) {
        usual.delete(id);
        return null;
      }
      const times = usual.get(id) ?? processes.usual(id);
      usual.set(id, times);
      return remainingOf(run, { usual: times, scope: processes.scope(id), now: clock.now() });
    },
    lines(runId) {
      const { name, definitionHash } = processes.get(runId);
      const entry = catalogue().find(name);
      // Another version's lines may go by steps that this run did not have.
      return entry?.definitionHash === definitionHash ? entry.lines(processes.scope(runId)) : [];
    },
  };
}
