import { nearMiss } from '../../connect/profile/near-miss.ts';
import { isReference, type Reference, referencesIn } from '../../operate/processes/template.ts';
import type { RunbookFile, WrittenStep } from '../format/schema.ts';
import { MOST_FINDINGS, type PathFinding } from './finding.ts';
import type { Ordering } from './ordering.ts';
import type { Outputs } from './outputs.ts';
import { type OwnStep, textsIn } from './own-steps.ts';

type Path = readonly PropertyKey[];

export interface Looked {
  runbook: RunbookFile;
  own: readonly OwnStep[];
  ordering: Ordering;
  outputs: Outputs;
  /** The first step of the whole that a step or a group of the file becomes. */
  firstOf(path: Path): string | undefined;
}

/** What a template may say of the run. */
const OF_RUN: readonly string[] = ['id', 'startedAt', 'startedBy'];

/** Who reads a template: before which step, or when it is all over. */
type Reader = { id: string; maySeeItself: boolean } | 'the end';

/** Templates that name what is not there, or comes later, or may be left out; and parameters nobody uses. */
export function lintReferences(looked: Looked): PathFinding[] {
  const { runbook, own, ordering, outputs, firstOf } = looked;
  const parameters = runbook.parameters ?? {};
  const used = new Set<string>();
  const findings: PathFinding[] = [];
  const tell = (path: Path, rule: PathFinding['rule'], message: string) =>
    findings.push({ path, rule, message });

  const lookAtStep = (reference: Reference, path: Path, reader: Reader) => {
    const [, id = '', field, ...rest] = reference.path;
    const step = ordering.steps.get(id);
    if (step === undefined) {
      const meant = nearMiss(id, [...ordering.steps.keys()].slice(0, 500));
      return tell(
        path,
        'template',
        `There is no step ${id}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      );
    }
    const isStatus = field === 'status' && rest.length === 0;
    if (!isStatus && field !== 'output') {
      return tell(path, 'template', `${reference.text}: a step has a status and an output, nothing else`);
    }
    if (field === 'output') {
      for (let depth = 1; depth <= rest.length; depth += 1) {
        if (outputs.at(step, rest.slice(0, depth)) !== undefined) continue;
        const names = outputs.namesAt(step, rest.slice(0, depth - 1));
        const has = names.length === 0 ? '' : `; it gives ${names.join(', ')}`;
        return tell(path, 'template', `${step.action} gives no ${rest.slice(0, depth).join('.')}${has}`);
      }
    }
    if (reader === 'the end' || ordering.cycle !== undefined) return undefined;
    const isItself = reader.id === id;
    if (isItself ? !reader.maySeeItself : !ordering.isBefore(id, reader.id)) {
      const why = isItself ? 'is this one' : 'need not have ended before this one';
      return tell(path, 'template', `${reference.text}: the step ${id} ${why}`);
    }
    if (isStatus || isItself || ordering.impliesDone(reader.id, id)) return undefined;
    return tell(
      path,
      'template',
      `${reference.text} may not be there: ${id} is skipped under conditions that this does not have`,
    );
  };

  const look = (reference: Reference, path: Path, reader: Reader) => {
    if (!isReference(reference)) {
      const forms = 'parameters.NAME, steps.ID.output.PATH, steps.ID.status or run.id';
      return tell(
        path,
        'template',
        `\${{ ${reference.text.slice(0, 80)} }} names nothing: it takes ${forms}`,
      );
    }
    const [root, name = '', ...rest] = reference.path;
    if (root === 'steps') return lookAtStep(reference, path, reader);
    if (root === 'run') {
      if (OF_RUN.includes(name) && rest.length === 0) return undefined;
      return tell(path, 'template', `${reference.text}: of a run there is ${OF_RUN.join(', ')}`);
    }
    used.add(name);
    if (!Object.hasOwn(parameters, name)) {
      const meant = nearMiss(name, Object.keys(parameters));
      const end = meant === undefined ? '' : `; did you mean ${meant}?`;
      return tell(path, 'undeclared-parameter', `The parameter ${name} is not declared${end}`);
    }
    if (rest.length > 0) return tell(path, 'template', `${reference.text}: a parameter has no parts`);
    return undefined;
  };

  const lookAll = (value: unknown, at: Path, reader: Reader) => {
    for (const { text, path } of textsIn(value, at)) {
      const references = referencesIn(text);
      for (const reference of references) look(reference, path, reader);
      if (text.split('${{').length - 1 > references.length)
        tell(path, 'template', 'A template is not closed: }} is missing');
    }
  };

  for (const { step, path } of own) {
    const id = firstOf(path);
    if (id === undefined) continue;
    if (findings.length > MOST_FINDINGS) return findings;
    const before: Reader = { id, maySeeItself: false };
    lookAll(step.when, [...path, 'when'], before);
    for (const key of ['title', 'with', 'byHand'] as const) lookAll(step[key], [...path, key], before);
    lookAll(step.undo, [...path, 'undo'], { id, maySeeItself: true });
    if (step.verify) lookAll(step.verify, [...path, 'verify'], { id: `${id}/verify`, maySeeItself: false });
  }
  for (const [index, print] of (runbook.prints ?? []).entries()) lookAll(print, ['prints', index], 'the end');

  for (const name of Object.keys(parameters)) {
    if (!used.has(name)) tell(['parameters', name], 'unused-parameter', `Nothing uses the parameter ${name}`);
  }
  return [...findings, ...byHandWithOutput(own, ordering, firstOf)];
}

/** What a person does by hand has no output that later steps could go by. */
function byHandWithOutput(
  own: readonly OwnStep[],
  ordering: Ordering,
  firstOf: Looked['firstOf'],
): PathFinding[] {
  const byHand = new Map<string, Path>();
  for (const { step, path } of own) {
    const id = step.byHand === undefined ? undefined : firstOf(path);
    if (id !== undefined)
      byHand.set(step.runbook === undefined ? id : (id.split('/')[0] ?? id), [...path, 'byHand']);
  }
  const findings: PathFinding[] = [];
  for (const { step } of byHand.size === 0 ? [] : own) {
    for (const { path } of referencesInStep(step)) {
      const [root, id = '', field] = path;
      const owner = byHand.has(id) ? id : (id.split('/')[0] ?? '');
      const at = root === 'steps' && field === 'output' ? byHand.get(owner) : undefined;
      if (at === undefined || ordering.steps.size === 0) continue;
      byHand.delete(owner);
      const message = 'Later steps go by what it gives, which nobody has when it is done by hand';
      findings.push({ path: at, rule: 'template', message });
    }
  }
  return findings;
}

function referencesInStep({ when, with: input, undo, verify }: WrittenStep): Reference[] {
  return textsIn([when, input, undo, verify], []).flatMap(({ text }) => referencesIn(text));
}
