import type { Assessment, Evidence, Item, Part } from '../assessment.ts';
import { markupLine, oscalString, oscalToken } from './oscal-text.ts';
import { uuidOf } from './uuid.ts';

/** Whose results they are, and what made them. */
export interface ExportContext {
  profile: string;
  environment: string;
  /** Of this program. */
  version: string;
}

const OSCAL_VERSION = '1.1.2';
/** Of the names that are ours and not OSCAL's. */
const NAMESPACE = 'urn:acgs:control-center:compliance';

interface Prop {
  name: string;
  ns: string;
  value: string;
}

/**
 * A validation as OSCAL assessment results. Each piece of evidence is an observation, each item a component, each part a
 * finding. OSCAL knows only satisfied and not satisfied: what is unknown is not satisfied, with the reason `other`.
 */
export function oscalOf(found: Assessment, { profile, environment, version }: ExportContext) {
  const { id, checkedAt, mode, verdict, score, parts, expectedHash } = found;
  const uuid = (name: string) => uuidOf(id, name);
  const title = `Constitutional compliance of ${profile}`;
  const seen = parts.flatMap((part) => part.items.map((item) => ({ part, item })));
  const observations = seen.flatMap(({ part, item }) => observationsOf(part, item, checkedAt, uuid));
  return {
    'assessment-results': {
      uuid: uuid('results'),
      metadata: {
        title: markupLine(title),
        'last-modified': checkedAt,
        version: oscalString(checkedAt),
        'oscal-version': OSCAL_VERSION,
        props: [
          prop('tool', `acgs-control-center ${version}`),
          prop('environment', environment),
          prop('constitutional-hash', expectedHash),
        ],
      },
      'import-ap': { href: `#${uuid('plan')}` },
      results: [
        {
          uuid: id,
          title: markupLine(`${title}: ${verdict}`),
          description: markupLine(
            `What a validation (${mode}) found at ${checkedAt}. Acts and samples since ${found.since} count.`,
          ),
          start: found.since,
          end: checkedAt,
          props: [
            prop('mode', mode),
            prop('verdict', verdict),
            prop('score', figure(score.value)),
            prop('score-at-most', figure(score.atMost)),
            prop('score-target', figure(score.target)),
          ],
          ...list('local-definitions', seen, (all) => ({
            components: all.map(({ part, item }) => componentOf(part, item, uuid)),
          })),
          'reviewed-controls': {
            'control-selections': [
              {
                description: markupLine('The five parts of constitutional compliance.'),
                'include-all': {},
              },
            ],
          },
          ...list('observations', observations, (all) => all),
          findings: parts.map((part) => findingOf(part, uuid)),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: uuid('plan'),
            title: 'How constitutional compliance is validated',
            description: markupLine(
              'A figure is a fraction of items, an item is its evidence, and what is unknown counts as nothing: docs/compliance.md of the ACGS Control Center.',
            ),
          },
        ],
      },
    },
  };
}

type Uuid = (name: string) => string;

function findingOf(part: Part, uuid: Uuid) {
  const { id, title, state, says, items } = part;
  return {
    uuid: uuid(`finding ${id}`),
    title: markupLine(title),
    description: markupLine(says),
    props: [
      prop('state', state),
      prop('weight', figure(part.weight)),
      prop('target', `${part.good} ${figure(part.target)}`),
      prop('numerator', figure(part.numerator)),
      prop('denominator', figure(part.denominator)),
      prop('value', figure(part.value)),
      prop('at-most', figure(part.atMost)),
    ],
    target: {
      type: 'objective-id',
      'target-id': oscalToken(id),
      status: {
        state: state === 'met' ? 'satisfied' : 'not-satisfied',
        reason: state === 'met' ? 'pass' : state === 'missed' ? 'fail' : 'other',
        ...(state === 'unknown' && { remarks: markupLine(`It cannot be told: ${says}`) }),
      },
    },
    ...list(
      'related-observations',
      items.flatMap((item) => item.evidence.map((_, place) => observationId(part, item, place))),
      (names) => names.map((name) => ({ 'observation-uuid': uuid(name) })),
    ),
  };
}

function componentOf(part: Part, item: Item, uuid: Uuid) {
  return {
    uuid: uuid(componentId(part, item)),
    type: oscalString(part.id === 'hash' || part.id === 'compliance' ? 'service' : 'process-procedure'),
    title: markupLine(item.title === '' ? item.id : item.title),
    description: markupLine(item.says ?? 'Everything that was looked at is as it should be.'),
    props: [
      prop('item', item.id),
      prop('part', part.id),
      prop('weight', figure(item.weight)),
      prop('counts', figure(item.counts)),
    ],
    status: { state: 'other', remarks: 'Whether it is in operation is not part of these results.' },
  };
}

function observationsOf(part: Part, item: Item, checkedAt: string, uuid: Uuid) {
  return item.evidence.map((evidence, place) => ({
    uuid: uuid(observationId(part, item, place)),
    title: markupLine(`${item.title}: ${evidence.source}`),
    description: markupLine(evidence.says),
    props: propsOf(evidence),
    methods: ['TEST'],
    types: ['finding'],
    subjects: [{ 'subject-uuid': uuid(componentId(part, item)), type: 'component' }],
    // What was never seen was at least looked for.
    collected: evidence.observedAt ?? checkedAt,
  }));
}

function propsOf({ source, expected, observed, value, count, observedAt, changedBy }: Evidence): Prop[] {
  return [
    prop('source', source),
    ...(expected === null ? [] : [prop('expected', expected)]),
    ...(observed === null ? [] : [prop('observed', observed)]),
    prop('value', figure(value)),
    prop('count', figure(count)),
    prop('seen', observedAt === null ? 'never' : 'at the time it was collected'),
    ...(changedBy === null ? [] : [prop('changed-by', changedBy.who), prop('changed-at', changedBy.at)]),
  ];
}

function componentId(part: Part, item: Item): string {
  return `component ${part.id} ${item.id}`;
}

function observationId(part: Part, item: Item, place: number): string {
  return `observation ${part.id} ${item.id} ${place}`;
}

function prop(name: string, value: string): Prop {
  return { name, ns: NAMESPACE, value: oscalString(value) };
}

function figure(value: number | null): string {
  return value === null ? 'unknown' : String(value);
}

/** OSCAL has no empty lists: where there is nothing, the list is left out. */
function list<Name extends string, T, Out>(
  name: Name,
  all: readonly T[],
  out: (all: readonly T[]) => Out,
): Partial<Record<Name, Out>> {
  if (all.length === 0) return {};
  const made: Partial<Record<Name, Out>> = {};
  made[name] = out(all);
  return made;
}
