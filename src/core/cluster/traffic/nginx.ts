import { textsAt } from '../../connect/kubernetes/fields.ts';
import { writerOf } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ObjectName } from '../operations/target.ts';
import { EVERY_SHARE, type Settable } from './driver.ts';
import { pointerSegment } from './json-patch.ts';
import type { WeightedObject, Weights } from './weighted-object.ts';

/** ingress-nginx, user guide, annotations, canary. */
const PREFIX = 'nginx.ingress.kubernetes.io/';
const [CANARY, WEIGHT, TOTAL] = [`${PREFIX}canary`, `${PREFIX}canary-weight`, `${PREFIX}canary-weight-total`];
/** What sends requests to the canary, or keeps them from it, before any weight does. */
const BEFORE_WEIGHT = [`${PREFIX}canary-by-header`, `${PREFIX}canary-by-cookie`];
const DEFAULT_TOTAL = 100;

/** The weight of a canary ingress: of so many requests, so many go to it, and the rest to the ingress it belongs to. */
export function nginxCanary(of: ObjectName): WeightedObject {
  const words = `canary ingress ${of.namespace}/${of.name}`;
  return {
    ...{ id: 'nginx', title: 'Weight of a canary ingress (ingress-nginx)', words, of },
    can: 'sets every whole percentage; it is in force as soon as the controller has read it',
    ...{ group: 'networking.k8s.io', plural: 'ingresses', comesWith: 'Kubernetes 1.19' },
    weightsIn: (object) => weightsIn(object, words),
    shown: (object) => ({
      metadata: {
        annotations: Object.fromEntries(
          [...textsAt(object, 'metadata', 'annotations')].filter(([key]) => key.startsWith(PREFIX)),
        ),
      },
    }),
    moverOf: (object) => writerOf(object, ['f:metadata', 'f:annotations', `f:${WEIGHT}`]),
  };
}

function weightsIn(object: unknown, words: string): Weights {
  const annotations = textsAt(object, 'metadata', 'annotations');
  if (annotations.get(CANARY) !== 'true') {
    throw new OperatorError('conflict', `${words} is none: its annotation ${CANARY} is not "true"`, {
      hint: 'Name the canary in the profile (rollouts.name), not the ingress that it belongs to.',
    });
  }
  const total = wholeNumber(annotations.get(TOTAL) ?? String(DEFAULT_TOTAL));
  if (total === null || total === 0) {
    throw new OperatorError('conflict', `${words}: ${TOTAL} is no number that a weight could be of`);
  }
  // Without one it gets nothing.
  const weight = wholeNumber(annotations.get(WEIGHT) ?? '0');
  const isTold = weight !== null && weight <= total;
  return {
    percentage: isTold ? (100 * weight) / total : null,
    note: isTold ? null : `${WEIGHT} of ${words} is no number from 0 to ${total}`,
    isPlain: annotations.has(WEIGHT),
    notes: BEFORE_WEIGHT.filter((key) => annotations.has(key)).map(
      (key) => `${key}: requests that carry it go by it, whatever the weight`,
    ),
    settable: settableOf(total),
    patch(percentage) {
      const value = (percentage * total) / 100;
      if (!Number.isInteger(value)) {
        throw new OperatorError(
          'conflict',
          `${words} cannot take ${percentage} %: of its total of ${total} that would be ${value}`,
          { hint: `Set ${TOTAL} to 100, or leave it out.` },
        );
      }
      return [{ op: 'add', path: `/metadata/annotations/${pointerSegment(WEIGHT)}`, value: String(value) }];
    },
  };
}

/** A weight is a whole number of the total. */
function settableOf(total: number): Settable {
  const settable = Array.from({ length: 101 }, (_, share) => share).filter(
    (share) => (share * total) % 100 === 0,
  );
  return settable.length === 101
    ? EVERY_SHARE
    : { settable, why: `Its ${TOTAL} is ${total}: set that to 100, or leave it out.` };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}
