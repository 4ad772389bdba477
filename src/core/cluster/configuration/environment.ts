import { fieldAt, listAt, textAt } from '../../connect/kubernetes/fields.ts';
import { type KeyReference, keyReferenceOf } from '../../observe/rows/key-reference.ts';

/** One variable of a container, as the deployment has it. */
export interface Variable {
  container: string;
  name: string;
  /** As written; null when it comes from elsewhere. */
  value: string | null;
  /** Where else it comes from. A secret's value is never read. */
  from: VariableSource | null;
}

export type VariableSource = Pick<KeyReference, 'kind' | 'name' | 'key'> | { kind: 'field'; name: string };

/** All keys of a config map or a secret at once, as variables of their names with a prefix. */
export interface VariableSet {
  container: string;
  kind: 'config map' | 'secret';
  name: string;
  prefix: string;
}

/** What the containers of a deployment are given when they start, in the order in which the last one counts. */
export interface Environment {
  variables: Variable[];
  sets: VariableSet[];
  /** Config maps that are mounted as files. */
  files: string[];
}

const LISTS = ['containers', 'initContainers'] as const;

export function environmentOf(deployment: unknown): Environment {
  const pod = fieldAt(deployment, 'spec', 'template', 'spec');
  const containers = LISTS.flatMap((list) => listAt(pod, list));
  return {
    variables: containers.flatMap((container) =>
      listAt(container, 'env').flatMap((variable) => variableOf(textAt(container, 'name') ?? '', variable)),
    ),
    sets: containers.flatMap((container) =>
      listAt(container, 'envFrom').flatMap((source) => setOf(textAt(container, 'name') ?? '', source)),
    ),
    files: listAt(pod, 'volumes').flatMap((volume) => [
      ...(textAt(volume, 'configMap', 'name') === null ? [] : [textAt(volume, 'configMap', 'name') ?? '']),
      ...listAt(volume, 'projected', 'sources').flatMap((source) => {
        const name = textAt(source, 'configMap', 'name');
        return name === null ? [] : [name];
      }),
    ]),
  };
}

function variableOf(container: string, variable: unknown): Variable[] {
  const name = textAt(variable, 'name');
  if (name === null) return [];
  const valueFrom = fieldAt(variable, 'valueFrom');
  const from = valueFrom === undefined ? null : sourceOf(valueFrom);
  return [{ container, name, value: from === null ? (textAt(variable, 'value') ?? '') : null, from }];
}

function sourceOf(valueFrom: unknown): VariableSource {
  const reference = keyReferenceOf(valueFrom);
  if (reference !== null) {
    const { kind, name, key } = reference;
    return { kind, name, key };
  }
  const path =
    textAt(valueFrom, 'fieldRef', 'fieldPath') ?? textAt(valueFrom, 'resourceFieldRef', 'resource');
  return { kind: 'field', name: path ?? 'somewhere else' };
}

function setOf(container: string, source: unknown): VariableSet[] {
  const prefix = textAt(source, 'prefix') ?? '';
  return (
    [
      ['configMapRef', 'config map'],
      ['secretRef', 'secret'],
    ] as const
  ).flatMap(([field, kind]) => {
    const name = textAt(source, field, 'name');
    return name === null ? [] : [{ container, kind, name, prefix }];
  });
}

/** `config map x, key y` */
export function sourceWords(source: VariableSource): string {
  return source.kind === 'field'
    ? `field ${source.name}`
    : `${source.kind} ${source.name}, key ${source.key}`;
}
