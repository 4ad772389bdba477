import { expect, it } from 'vitest';
import { BUILT_ACTIONS } from '../actions/known.ts';
import { loadCatalogue } from '../catalogue/index.ts';
import { COURSES } from './courses.ts';

const { entries } = loadCatalogue({ own: [], actions: BUILT_ACTIONS });
const available = entries.filter((entry) => entry.available);

it.each(available.map((entry) => [entry.id, entry] as const))('%s has a course', (id, { parameters }) => {
  const course = COURSES[id];
  if (course === undefined) throw new Error(`no course for ${id}`);
  const required = Object.keys(parameters).filter((name) => parameters[name]?.default === undefined);
  const given = Object.keys(course.parameters ?? {});
  expect(required.filter((name) => !given.includes(name))).toEqual([]);
  expect(given.filter((name) => !(name in parameters))).toEqual([]);
});

it('drives none that cannot be run', () => {
  const ids = available.map(({ id }) => id);
  expect(Object.keys(COURSES).filter((id) => !ids.includes(id))).toEqual([]);
});

it('answers steps that there are', () => {
  for (const { id, definition } of available) {
    const steps = definition.steps.map((step) => step.id);
    const { choices = {}, faults = {} } = COURSES[id] ?? {};
    const answered = [...Object.keys(choices), ...Object.values(faults).filter((by) => by !== 'change')];
    expect([id, answered.filter((step) => !steps.includes(step))]).toEqual([id, []]);
  }
});
