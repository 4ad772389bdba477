import type { Expansion } from '../format/expand.ts';
import { expandRunbook } from '../format/expand.ts';
import { inOrder, readRunbook } from '../format/read.ts';
import type { RunbookFile, WrittenStep } from '../format/schema.ts';
import { lintConditions } from './conditions.ts';
import { type Finding, MOST_FINDINGS, type PathFinding } from './finding.ts';
import { lintInputs } from './inputs.ts';
import { orderingOf } from './ordering.ts';
import { createOutputs } from './outputs.ts';
import { ownSteps } from './own-steps.ts';
import { lintParameters } from './parameters.ts';
import { type Looked, lintReferences } from './references.ts';
import { lintVerification } from './verification.ts';

export type { Finding } from './finding.ts';

export type Linted =
  | { runbook: RunbookFile; findings: readonly [] }
  | { runbook: null; findings: readonly Finding[] };

/**
 * Everything that is wrong with a runbook, before it is ever run: by what its file says alone, whatever is built.
 *
 * @param find gives the runbooks that it may call
 */
export function lintRunbook(bytes: Uint8Array, find: (id: string) => RunbookFile | undefined): Linted {
  const read = readRunbook(bytes);
  if ('findings' in read) return { runbook: null, findings: read.findings };
  const { runbook, placeOf } = read;
  const expansion = expandRunbook(runbook, {
    find: (id) => (id === runbook.id ? runbook : find(id)),
    exists: () => true,
  });
  const found = [...expansion.findings, ...lintParameters(runbook), ...lintWhole(runbook, expansion)];
  if (found.length === 0) return { runbook, findings: [] };
  const findings = inOrder(found.map(({ path, rule, message }) => ({ ...placeOf(path), rule, message })));
  return { runbook: null, findings: findings.slice(0, MOST_FINDINGS) };
}

function lintWhole(runbook: RunbookFile, expansion: Expansion): PathFinding[] {
  const { definition, origins } = expansion;
  const seen = new Set<string>();
  const steps = definition.steps.filter(({ id }) => !seen.has(id) && seen.add(id));
  const ordering = orderingOf(steps);
  const own = ownSteps(runbook);
  const firsts = firstSteps(runbook, expansion);
  const looked: Looked = {
    runbook,
    own,
    ordering,
    outputs: createOutputs(),
    firstOf: (path) => firsts.get(path.join('.')),
  };
  const long = steps.find(({ id }) => id.length > 200);
  const { cycle } = ordering;
  return [
    ...(long === undefined
      ? []
      : [
          {
            path: origins.get(long.id)?.path ?? [],
            rule: 'size' as const,
            message: 'Its name becomes longer than 200',
          },
        ]),
    ...(cycle === undefined ? [] : [cycleFinding(cycle, origins)]),
    ...lintInputs(looked),
    ...lintReferences(looked),
    ...lintConditions(looked),
    ...lintVerification(looked),
  ];
}

function cycleFinding(cycle: readonly string[], origins: Expansion['origins']): PathFinding {
  const [first = ''] = cycle;
  const shown = cycle.length > 8 ? [...cycle.slice(0, 6), '…', first] : cycle;
  const message = `Steps wait for each other and never end: ${shown.join(' → ')}`;
  return { path: [...(origins.get(first)?.path ?? []), 'needs'], rule: 'cycle', message };
}

/** The first step of the whole that each step and group of the file becomes, by its path. */
function firstSteps(runbook: RunbookFile, { origins }: Expansion): Map<string, string> {
  const byOrigin = new Map<string, string>();
  for (const [id, { path }] of origins) {
    const key = path.join('.');
    if (!byOrigin.has(key)) byOrigin.set(key, id);
  }
  const firsts = new Map<string, string>();
  const walk = (steps: readonly WrittenStep[], path: string): string | undefined => {
    const ids = steps.map((step, index) => {
      const at = `${path}.${index}`;
      const first = step.steps
        ? walk(step.steps, `${at}.steps`)
        : step.parallel
          ? walk(step.parallel, `${at}.parallel`)
          : byOrigin.get(at);
      if (first !== undefined) firsts.set(at, first);
      return first;
    });
    return ids.find((id) => id !== undefined);
  };
  walk(runbook.steps, 'steps');
  return firsts;
}
