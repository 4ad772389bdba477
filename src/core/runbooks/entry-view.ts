import { SYSTEMS } from '../connect/profile/systems.ts';
import { riskOf } from './actions/known.ts';
import type { Catalogue, CatalogueEntry } from './catalogue/index.ts';
import { takenBy } from './format/parameters.ts';

/** The catalogue as a screen lists it. */
export function catalogueView({ entries, problems }: Catalogue) {
  return {
    items: entries.map(entryView),
    systems: SYSTEMS.map(({ id, name }) => ({ id, name })),
    problems: problems.map(({ code, message, hint }) => ({ code, message, hint })),
  };
}

/** One runbook with its steps, before there is a run of it. */
export function entryDetail(entry: CatalogueEntry) {
  const { definition, definitionHash, whys } = entry;
  return {
    ...entryView(entry),
    definitionHash,
    definition: definition.steps.map(
      ({ id, title, action, input, when, timeoutMs, onFailure, compensation }) => ({
        ...{ id, action, timeoutMs, onFailure },
        title: withNames(title),
        risk: riskOf(action, input),
        why: whys[id] ?? null,
        isConditional: when !== undefined,
        undo: compensation === undefined ? null : withNames(compensation.title),
      }),
    ),
  };
}

function entryView(entry: CatalogueEntry) {
  const { id, title, summary, chapter, script, routine, risk, available, reason, from } = entry;
  return {
    ...{ id, title, summary, chapter, script, routine, risk, available, reason, from },
    parameters: Object.entries(entry.parameters).map(([name, it]) => ({
      name,
      title: it.title ?? name,
      type: it.type,
      default: it.default ?? null,
      choices: it.choices ?? [],
      takes: takenBy(it),
    })),
    steps: entry.definition.steps.length,
  };
}

/** `Restart ${{ parameters.service }}` before there is a value: `Restart <service>`. */
function withNames(title: string): string {
  return title.replace(/\$\{\{\s*(?:parameters|steps|run)\.([\w./-]+)\s*\}\}/g, '<$1>');
}
