import type {
  ForesightFrame,
  RunbookCatalogue,
  RunbookDetail,
  RunbookItem,
  RunFrame,
  RunSummary,
  StepEvidence,
} from '../../src/contract/runbooks.ts';
import { foresightOf } from './runbook-foresight.ts';
import { BOOKS } from './runbook-items.ts';
import { evidenceOf, type RunCase, runOf, summaryOf, wholeRun } from './runbook-runs.ts';
import { type Answer, failure, type Moment, SILENCE } from './scenario.ts';
import { SYSTEMS } from './systems.ts';

/** What a page may ask about runbooks and their runs. */
export interface RunbookScript {
  catalogue: (at: Moment) => Answer<RunbookCatalogue>;
  show: (at: Moment, id: string) => Answer<RunbookDetail>;
  check: (id: string, given: Readonly<Record<string, string | number | boolean>>) => Record<string, string>;
  /** What is known of a dry run by now; without an end it still looks. */
  foresee: (at: Moment, id: string) => ForesightFrame[];
  start: (id: string) => string;
  runs: (at: Moment) => Answer<RunSummary[]>;
  follow: (at: Moment, id: string) => Answer<RunFrame>;
  evidence: (at: Moment, step: string, run: string) => Answer<StepEvidence>;
  /** What becomes of an answer, a pause and the like; one that throws refuses it. */
  act: () => void;
}

/** The catalogue, and runs that are as these cases say. */
export function runbooksOf(cases: readonly RunCase[] = [], refuses?: string): RunbookScript {
  const caseOf = (id: string): RunCase => {
    const found = cases.find((it) => it.id === id);
    if (!found) throw failure('not-found', `There is no run ${id}`, 'acgs runs list shows what there is.');
    return found;
  };
  return {
    catalogue: () => ({
      items: BOOKS.map(({ definition: _, definitionHash: __, ...item }) => item),
      systems: SYSTEMS.map(({ id, name }) => ({ id, name })),
      problems: [],
    }),
    show: (_, id) => bookOf(id),
    check: (id, given) => flawsOf(bookOf(id), given),
    foresee: (_, id) => foresightOf(bookOf(id)),
    start: () => cases[0]?.id ?? '',
    runs: (at) => cases.map((it) => summaryOf(runOf(at, it))),
    follow: (at, id) => wholeRun(runOf(at, caseOf(id))),
    evidence: evidenceOf,
    act() {
      if (refuses) throw failure('refused', refuses, null);
    },
  };
}

export const noRuns: RunbookScript = runbooksOf();

export const silentRunbooks: RunbookScript = {
  ...noRuns,
  catalogue: () => SILENCE,
  show: () => SILENCE,
  runs: () => SILENCE,
  follow: () => SILENCE,
};

export const failingRunbooks = (failing: () => never): RunbookScript => ({
  ...noRuns,
  catalogue: failing,
  show: failing,
  runs: failing,
  follow: failing,
});

function bookOf(id: string): RunbookDetail {
  const found = BOOKS.find((it) => it.id === id || it.script === id);
  if (!found)
    throw failure('usage', `There is no runbook ${id}`, 'acgs runbooks list shows those there are.');
  return found;
}

function flawsOf(
  { parameters }: RunbookItem,
  given: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> {
  const flaws: Record<string, string> = {};
  for (const { name, type, takes, default: standard } of parameters) {
    const value = given[name] ?? standard;
    if (value === null || value === '') flaws[name] = 'has to be given';
    else if (type === 'integer' && !/^\d+$/.test(String(value))) flaws[name] = `takes ${takes}`;
    else if (type === 'system' && !SYSTEMS.some(({ id }) => id === value))
      flaws[name] = 'names no system of the profile';
  }
  return flaws;
}
