import { listAt, numberAt, recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import { writerOf } from '../../connect/kubernetes/managed-fields.ts';
import type { ObjectName } from '../operations/target.ts';
import { type Branch, splitsOf } from './splits.ts';
import type { WeightedObject } from './weighted-object.ts';

/** The weights of an HTTPRoute of the Gateway API: of the rules that split between the target and another service. */
export function httpRoute(of: ObjectName, target: string): WeightedObject {
  const words = `HTTPRoute ${of.namespace}/${of.name}`;
  return {
    ...{ id: 'gateway', title: 'Weights of an HTTPRoute (Gateway API)', words, of },
    can: 'sets every whole percentage in all rules that split; it is in force as soon as the gateway has read it',
    ...{ group: 'gateway.networking.k8s.io', plural: 'httproutes', comesWith: 'the Gateway API' },
    weightsIn(object) {
      const routes = listAt(object, 'spec', 'rules').map((rule, index) =>
        listAt(rule, 'backendRefs').map((ref, each) => branchOf(ref, target, index, each)),
      );
      return splitsOf({ words, target, routes });
    },
    shown: (object) => ({ spec: { rules: recordAt(object, 'spec').rules } }),
    moverOf: (object) => writerOf(object, ['f:spec', 'f:rules']),
  };
}

/** A backend is a Service unless it says otherwise, and has a weight of 1. */
function branchOf(ref: unknown, target: string, rule: number, index: number): Branch {
  const name = textAt(ref, 'name') ?? '';
  const isService = (textAt(ref, 'kind') ?? 'Service') === 'Service' && textAt(ref, 'group') === null;
  return {
    name,
    isTarget: isService && name === target,
    weight: numberAt(ref, 'weight') ?? 1,
    pointer: `/spec/rules/${rule}/backendRefs/${index}`,
  };
}
