import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { argoDriver } from './argo.ts';
import { configMapDriver } from './config-map-driver.ts';
import type { BareDriver, TrafficDriver } from './driver.ts';
import { httpRoute } from './gateway.ts';
import { guardedShare } from './guarded-share.ts';
import { virtualService } from './istio.ts';
import { nginxCanary } from './nginx.ts';
import { rightHash, type ShownHashes } from './right-hash.ts';
import { weightDriver } from './set-weights.ts';
import { type RequestRate, withinCapacity } from './within-capacity.ts';

interface DriverOptions {
  profile: Profile;
  connect: () => Promise<Kubernetes>;
  /** Where the profile names none for the object. */
  namespace: string;
  clock: Clock;
  expectedHash: string;
}

/**
 * The driver that the profile names, without one the config map. It gives no more traffic than can be taken, and none
 * more where the constitutional hash is another one or not known.
 */
export function driverOf(
  options: DriverOptions & { rate: RequestRate; components: ShownHashes },
): TrafficDriver {
  const { profile, connect, namespace, expectedHash, rate, components } = options;
  const driver = bareDriverOf(options);
  const { capacity = null } = profile.rollouts ?? {};
  const name = capacity?.deployment ?? managerOf(profile);
  const guards = [
    rightHash({
      ...{ connect, expectedHash, components },
      configMap: driver.id === 'configmap' ? null : { namespace, named: profile.cluster?.configMap },
    }),
  ];
  // The controller of Argo Rollouts scales the new version itself, before it gives it any traffic.
  if (driver.id !== 'argo' || capacity?.deployment !== undefined) {
    guards.push(withinCapacity({ connect, deployment: { namespace, name }, capacity, rate }));
  }
  const verifiedBy = profile.rollouts?.observedShare?.expression ?? null;
  return { ...driver, verifiedBy, setShare: guardedShare(driver, guards) };
}

function bareDriverOf(options: DriverOptions): BareDriver {
  const { profile, connect, namespace, clock, expectedHash } = options;
  const { rollouts = {} } = profile;
  if (!('name' in rollouts)) {
    return configMapDriver({
      ...{ connect, clock, expectedHash },
      configMap: { namespace, named: profile.cluster?.configMap },
      deployment: { namespace, name: managerOf(profile) },
    });
  }
  const of = { namespace: rollouts.namespace ?? namespace, name: rollouts.name };
  switch (rollouts.driver) {
    case 'argo':
      return argoDriver({ connect, clock }, of);
    case 'nginx':
      return weightDriver({ connect, clock }, nginxCanary(of));
    case 'gateway':
      return weightDriver({ connect, clock }, httpRoute(of, rollouts.target));
    case 'istio':
      return weightDriver(
        { connect, clock },
        virtualService(of, { host: rollouts.target, subset: rollouts.subset }),
      );
  }
}

function managerOf(profile: Profile): string {
  return profile.services?.['mlops-manager']?.deployment ?? 'mlops-manager';
}
