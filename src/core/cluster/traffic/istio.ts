import { listAt, numberAt, recordAt, textAt } from '../../connect/kubernetes/fields.ts';
import { writerOf } from '../../connect/kubernetes/managed-fields.ts';
import type { ObjectName } from '../operations/target.ts';
import { type Branch, splitsOf } from './splits.ts';
import type { WeightedObject } from './weighted-object.ts';

/** The destination that gets the share: a host, and a subset of it where both have the same host. */
export interface IstioTarget {
  host: string;
  subset?: string | undefined;
}

/** The weights of a VirtualService of Istio: of the HTTP routes that split between the target and another place. */
export function virtualService(of: ObjectName, target: IstioTarget): WeightedObject {
  const words = `VirtualService ${of.namespace}/${of.name}`;
  const targetWords = nameOf(target.host, target.subset ?? null);
  return {
    ...{ id: 'istio', title: 'Weights of a VirtualService (Istio)', words, of },
    can: 'sets every whole percentage in all HTTP routes that split; it is in force as soon as the proxies have it',
    ...{ group: 'networking.istio.io', plural: 'virtualservices', comesWith: 'Istio' },
    weightsIn(object) {
      const routes = listAt(object, 'spec', 'http').map((route, index) => {
        const destinations = listAt(route, 'route');
        return destinations.map((each, place) =>
          branchOf(each, {
            target,
            isOnly: destinations.length === 1,
            pointer: `/spec/http/${index}/route/${place}`,
          }),
        );
      });
      return splitsOf({ words, target: targetWords, routes });
    },
    shown: (object) => ({ spec: { http: recordAt(object, 'spec').http } }),
    moverOf: (object) => writerOf(object, ['f:spec', 'f:http']),
  };
}

function branchOf(
  route: unknown,
  { target, isOnly, pointer }: { target: IstioTarget; isOnly: boolean; pointer: string },
): Branch {
  const host = textAt(route, 'destination', 'host') ?? '';
  const subset = textAt(route, 'destination', 'subset');
  const isHost = host === target.host || host.startsWith(`${target.host}.`);
  return {
    name: nameOf(host, subset),
    isTarget: isHost && (target.subset === undefined || target.subset === subset),
    // Without weights the only destination gets everything.
    weight: numberAt(route, 'weight') ?? (isOnly ? 100 : 0),
    pointer,
  };
}

function nameOf(host: string, subset: string | null): string {
  return subset === null ? host : `${host} (${subset})`;
}
