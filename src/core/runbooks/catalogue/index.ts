import type { Problem } from '../../kernel/errors.ts';
import { atOnce, type Stepwise } from '../../kernel/slices.ts';
import type { Risk } from '../../operate/operation.ts';
import { definitionHash, type ProcessDefinition } from '../../operate/processes/definition.ts';
import type { Scope } from '../../operate/processes/template.ts';
import { gravest, KNOWN_ACTIONS, riskOf } from '../actions/known.ts';
import { type Expansion, expandRunbook, type Lack } from '../format/expand.ts';
import { printedLines } from '../format/prints.ts';
import { readRunbook } from '../format/read.ts';
import type { RunbookFile, WrittenParameter } from '../format/schema.ts';
import { lintRunbook } from '../lint/index.ts';
import { nameOf, type RunbookPath, readRunbookFile, runbookPaths } from './files.ts';

/** A runbook as it can be looked at and run. */
export interface CatalogueEntry {
  id: string;
  title: string;
  summary: string;
  chapter: { guide: 'handover' | 'deployment' | 'own'; section: string } | null;
  /** The guide's script that it replaces, without path and ending. */
  script: string | null;
  routine: 'daily' | 'weekly' | 'monthly' | 'quarterly' | null;
  /** Of its gravest step. */
  risk: Risk;
  parameters: Readonly<Record<string, WrittenParameter>>;
  /** False when it takes a part of the control center that does not exist yet; then nobody can run it. */
  available: boolean;
  /** Why not, in one sentence. */
  reason: string | null;
  definition: ProcessDefinition;
  /** Of the definition: what is run is exactly what was looked at. */
  definitionHash: string;
  /** What an operator should know before a step, by its id. */
  whys: Readonly<Record<string, string>>;
  from: 'shipped' | 'own';
  /** What script mode prints after a run. */
  lines(scope: Scope): string[];
}

export interface Catalogue {
  /** By id. */
  entries: readonly CatalogueEntry[];
  find(id: string): CatalogueEntry | undefined;
  /** What the file of a runbook says, for another one that calls it. */
  source(id: string): RunbookFile | undefined;
  /** Files that were left out. */
  problems: readonly Problem[];
  /** Why the one of this id, or of a file of this name, was. */
  leftOut(id: string): Problem | undefined;
}

interface CatalogueOptions {
  /** Files and folders, absolute. */
  own: readonly string[];
  /** Names of those that exist. */
  actions: ReadonlySet<string>;
}

/** All of {@link readCatalogue} without a pause. */
export function loadCatalogue(options: CatalogueOptions): Catalogue {
  return atOnce(readCatalogue(options));
}

/**
 * The shipped runbooks and the profile's own. A file that is wrong is left out and told, and leaves the others
 * working; so is one whose id is taken. Others may have their turn after each file.
 */
export function* readCatalogue(options: CatalogueOptions): Stepwise<Catalogue> {
  const { paths, problems } = runbookPaths(options.own);
  const told = problems.map(problemOf);
  const leftOut = new Map<string, Problem>();
  const leaveOut = (file: string, id: string | null, why: string) => {
    const problem = problemOf(`The runbook ${file} is left out: ${why}`);
    told.push(problem);
    leftOut.set(id ?? file.replace(/\.ya?ml$/, ''), problem);
  };
  const files = new Map<
    string,
    { runbook: RunbookFile; from: RunbookPath['from']; file: string; bytes: Uint8Array }
  >();
  for (const { path, from } of paths) {
    yield;
    const file = nameOf(path);
    const read = readRunbookFile(path);
    if ('why' in read) {
      leaveOut(file, null, `it ${read.why}`);
      continue;
    }
    const parsed = readRunbook(read.bytes);
    if ('findings' in parsed) {
      leaveOut(file, null, wrongIn(parsed.findings[0]));
      continue;
    }
    const { runbook } = parsed;
    const other = files.get(runbook.id);
    if (other === undefined) files.set(runbook.id, { runbook, from, file, bytes: read.bytes });
    else {
      const taken = other.from === 'shipped' ? 'a shipped runbook' : `the one in ${other.file}`;
      leaveOut(file, null, `its id ${runbook.id} is that of ${taken}`);
    }
  }
  const find = (id: string) => files.get(id)?.runbook;
  const entries: CatalogueEntry[] = [];
  for (const { runbook, from, file, bytes } of files.values()) {
    yield;
    // The shipped ones are linted by their test.
    const flaw = from === 'own' ? lintRunbook(bytes, find).findings[0] : undefined;
    if (flaw !== undefined) {
      leaveOut(file, runbook.id, wrongIn(flaw));
      continue;
    }
    const exists = (action: string) => options.actions.has(action);
    entries.push(entryOf(runbook, from, expandRunbook(runbook, { find, exists })));
  }
  entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    ...{ entries, find: (id) => byId.get(id), source: find },
    ...{ problems: told, leftOut: (id) => leftOut.get(id) },
  };
}

function entryOf(
  runbook: RunbookFile,
  from: RunbookPath['from'],
  { definition, origins, lacks }: Expansion,
): CatalogueEntry {
  const { id, title, summary, chapter = null, script = null, routine = null, parameters = {} } = runbook;
  const [lack] = lacks;
  const reason = runbook.unavailable ?? (lack === undefined ? null : reasonOf(lack));
  return {
    id,
    title,
    summary,
    chapter,
    script,
    routine,
    risk: gravest(
      definition.steps.flatMap(({ action, input, compensation }) => [
        riskOf(action, input),
        ...(compensation === undefined ? [] : [riskOf(compensation.action, compensation.input)]),
      ]),
    ),
    parameters,
    available: reason === null,
    reason,
    definition,
    definitionHash: definitionHash(definition),
    whys: Object.fromEntries([...origins].flatMap(([step, { why }]) => (why === null ? [] : [[step, why]]))),
    from,
    lines: (scope) => printedLines(runbook, scope),
  };
}

function reasonOf({ step, action, reason }: Lack): string {
  if (reason !== null) return `Not available yet: "${step}": ${reason}`;
  const part = KNOWN_ACTIONS.get(action ?? '')?.part ?? 'an action that nobody knows';
  return `Not available yet: "${step}" needs ${part} (${action})`;
}

function wrongIn(finding: { line: number; message: string } | undefined): string {
  return `line ${finding?.line ?? 1}: ${finding?.message ?? 'it is wrong'}`;
}

function problemOf(message: string): Problem {
  return {
    code: 'profile',
    message,
    hint: 'acgs runbooks lint FILE says more; mend it and start again.',
    retryable: false,
  };
}
