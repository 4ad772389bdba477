import type { ComplianceLog } from '../compliance-log.ts';
import type { Conditions } from '../conditions.ts';
import type { PracticeCluster } from '../kubernetes/index.ts';
import type { ServiceId } from '../services/catalogue.ts';
import type { RunningService } from '../services/index.ts';
import { type Fault, type PlainFault, parseFault } from './catalogue.ts';

/** A store as a fault sees it. Stores that are not there have no faults. */
export interface BreakableStores {
  postgres:
    | {
        stop(): Promise<void>;
        start(): Promise<void>;
        setAccuracyDrop(on: boolean): Promise<void>;
        setAuditGap(on: boolean): Promise<void>;
      }
    | undefined;
  redis: { shut(): Promise<void>; open(): Promise<void> };
  objects: { shut(): Promise<void>; open(): Promise<void>; corrupt(on: boolean): Promise<void> };
  influx: { shut(): Promise<void>; open(): Promise<void> };
}

interface SwitchboardOptions {
  conditions: Conditions;
  kubernetes: PracticeCluster;
  services: ReadonlyMap<ServiceId, RunningService>;
  stores: BreakableStores;
  complianceLog: Pick<ComplianceLog, 'tell'>;
}

/** Turns faults on and off. */
export interface Switchboard {
  /** @throws FaultError when there is no such fault */
  set(name: string, on: boolean): Promise<void>;
  active(): string[];
}

export function createSwitchboard(options: SwitchboardOptions): Switchboard {
  const active = new Map<string, Fault>();
  /** One change at a time, so that off never overtakes on. */
  let last: Promise<void> = Promise.resolve();
  return {
    set(name, on) {
      const fault = parseFault(name);
      const change = last.then(async () => {
        const replaced = on ? [...active].find(([, other]) => sameSwitch(other, fault)) : undefined;
        if (replaced !== undefined) {
          active.delete(replaced[0]);
        }
        const turned = on ? fault : [...active].find(([, other]) => sameSwitch(other, fault))?.[1];
        if (turned === undefined) {
          return;
        }
        await apply(options, turned, on);
        if (on) {
          await options.complianceLog.tell(fault);
          active.set(name, fault);
        } else {
          for (const [key, other] of active) {
            if (sameSwitch(other, fault)) {
              active.delete(key);
            }
          }
        }
      });
      last = change.catch(() => {});
      return change;
    },
    active: () => [...active.keys()],
  };
}

/** `service-slow=x:100` and `service-slow=x:200` turn the same switch. */
function sameSwitch(left: Fault, right: Fault): boolean {
  const subject = (fault: Fault) =>
    'service' in fault ? fault.service : 'deployment' in fault ? fault.deployment : '';
  return left.kind === right.kind && subject(left) === subject(right);
}

async function apply(options: SwitchboardOptions, fault: Fault, on: boolean): Promise<void> {
  switch (fault.kind) {
    case 'service-down': {
      const service = options.services.get(fault.service);
      await (on ? service?.port.shut() : service?.port.open());
      options.kubernetes.setFate(service?.definition.deployment ?? '', on ? 'unready' : 'running');
      return;
    }
    case 'service-slow':
      options.conditions.services[fault.service].slowMs = on ? fault.delayMs : 0;
      options.services.get(fault.service)?.noteConditions();
      return;
    case 'service-errors':
      options.conditions.services[fault.service].errorRate = on ? fault.rate : 0;
      options.services.get(fault.service)?.noteConditions();
      return;
    case 'degraded':
      options.conditions.services[fault.service].degraded = on;
      return;
    case 'hash-mismatch':
      options.conditions.services[fault.service].hash = on ? 'mismatch' : 'match';
      return;
    case 'hash-missing':
      options.conditions.services[fault.service].hash = on ? 'missing' : 'match';
      return;
    case 'pod-crash':
      options.kubernetes.setFate(fault.deployment, on ? 'crashing' : 'running');
      return;
    default:
      await applyPlain(options, fault.kind, on);
  }
}

async function applyPlain(
  { conditions, kubernetes, stores }: SwitchboardOptions,
  kind: PlainFault,
  on: boolean,
): Promise<void> {
  const portOf = async (port: { shut(): Promise<void>; open(): Promise<void> }) =>
    on ? port.shut() : port.open();
  switch (kind) {
    case 'node-pressure':
      kubernetes.pressNode(on);
      return;
    case 'cluster-down':
      return portOf(kubernetes.port);
    case 'cluster-hang':
      kubernetes.silence(on);
      return;
    case 'database-down':
      await (on ? stores.postgres?.stop() : stores.postgres?.start());
      return;
    case 'redis-down':
      return portOf(stores.redis);
    case 'objects-down':
      return portOf(stores.objects);
    case 'influx-down':
      return portOf(stores.influx);
    case 'config-drift':
      kubernetes.driftConfig(on);
      return;
    case 'artifact-corrupt':
      return stores.objects.corrupt(on);
    case 'accuracy-drop':
      conditions.accuracyDrop = on;
      await stores.postgres?.setAccuracyDrop(on);
      return;
    case 'metrics-gone':
      conditions.metricsGone = on;
      return;
    case 'compliance-drop':
      conditions.complianceDrop = on;
      return;
    case 'audit-gap':
      conditions.auditGap = on;
      await stores.postgres?.setAuditGap(on);
      return;
  }
}
