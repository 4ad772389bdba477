import { isServiceId, type ServiceId, serviceCatalogue, serviceIds } from '../services/catalogue.ts';

/** A fault as the sandbox understands it. */
export type Fault =
  | { kind: 'service-down' | 'degraded' | 'hash-mismatch' | 'hash-missing'; service: ServiceId }
  | { kind: 'service-slow'; service: ServiceId; delayMs: number }
  | { kind: 'service-errors'; service: ServiceId; rate: number }
  | { kind: 'pod-crash'; deployment: string }
  | { kind: PlainFault };

const plainFaults = [
  'node-pressure',
  'cluster-down',
  'cluster-hang',
  'database-down',
  'redis-down',
  'objects-down',
  'influx-down',
  'config-drift',
  'artifact-corrupt',
  'accuracy-drop',
  'compliance-drop',
  'audit-gap',
  'metrics-gone',
] as const;

export type PlainFault = (typeof plainFaults)[number];

export interface FaultDescription {
  name: Fault['kind'];
  /** What follows the `=`; empty for a fault without an argument. */
  argument: '' | 'ID' | 'ID:MS' | 'ID:RATE' | 'DEPLOYMENT';
  /** One line for help and completion. */
  description: string;
}

/** Every fault, in the order of the documentation. */
export const faultCatalogue: readonly FaultDescription[] = [
  {
    name: 'service-down',
    argument: 'ID',
    description: 'closes the port of a service and makes its pods unready',
  },
  {
    name: 'service-slow',
    argument: 'ID:MS',
    description: 'delays every answer of a service by MS milliseconds',
  },
  {
    name: 'service-errors',
    argument: 'ID:RATE',
    description: 'answers a share of requests (0 to 1) with 500',
  },
  {
    name: 'degraded',
    argument: 'ID',
    description: 'makes a service say degraded at HTTP 200 and name the bad part',
  },
  {
    name: 'hash-mismatch',
    argument: 'ID',
    description: 'makes a service report a foreign constitutional hash',
  },
  {
    name: 'hash-missing',
    argument: 'ID',
    description: 'makes a service report no constitutional hash at all',
  },
  {
    name: 'pod-crash',
    argument: 'DEPLOYMENT',
    description: 'puts half of the pods into CrashLoopBackOff (OOMKilled)',
  },
  { name: 'node-pressure', argument: '', description: 'puts a node under memory pressure' },
  { name: 'cluster-down', argument: '', description: 'closes the port of the Kubernetes API' },
  { name: 'cluster-hang', argument: '', description: 'makes the Kubernetes API accept and never answer' },
  { name: 'database-down', argument: '', description: 'stops PostgreSQL' },
  { name: 'redis-down', argument: '', description: 'closes the port of Redis' },
  { name: 'objects-down', argument: '', description: 'closes the port of the artifact store' },
  { name: 'influx-down', argument: '', description: 'closes the port of InfluxDB' },
  {
    name: 'config-drift',
    argument: '',
    description: 'edits the hash and percentage of the production config map',
  },
  { name: 'artifact-corrupt', argument: '', description: 'changes the bytes of one stored artifact' },
  {
    name: 'accuracy-drop',
    argument: '',
    description: 'lets the accuracy of the serving model fall below target',
  },
  {
    name: 'compliance-drop',
    argument: '',
    description: 'lets constitutional compliance fall below critical',
  },
  { name: 'audit-gap', argument: '', description: 'leaves operations without an entry in the audit trail' },
  {
    name: 'metrics-gone',
    argument: '',
    description: 'lets services answer no page of metrics and report no figures',
  },
];

/** A fault that does not exist or was worded wrongly; the message is one sentence for the operator. */
export class FaultError extends Error {}

/**
 * Reads a fault as it is written on the command line.
 * @example parseFault('service-slow=governance:3000')
 * @throws FaultError naming what is wrong and what would be right
 */
export function parseFault(text: string): Fault {
  const separator = text.indexOf('=');
  const name = separator < 0 ? text : text.slice(0, separator);
  const argument = separator < 0 ? '' : text.slice(separator + 1);
  const known = faultCatalogue.find((fault) => fault.name === name);
  if (known === undefined) {
    throw new FaultError(
      `There is no fault "${name}"; the faults are ${faultCatalogue.map((fault) => fault.name).join(', ')}.`,
    );
  }
  if (known.argument === '') {
    if (argument !== '') {
      throw new FaultError(`The fault ${name} takes no argument, but "${argument}" was given.`);
    }
    return { kind: plainFault(name) };
  }
  if (argument === '') {
    throw new FaultError(`The fault ${name} needs an argument: ${name}=${known.argument}.`);
  }
  if (known.name === 'pod-crash') {
    return { kind: known.name, deployment: deploymentNamed(argument) };
  }
  const [id = '', amount] = argument.split(':');
  const service = serviceNamed(id);
  switch (known.name) {
    case 'service-slow':
      return { kind: known.name, service, delayMs: numberIn(text, amount, 'MS', 0, 600_000) };
    case 'service-errors':
      return { kind: known.name, service, rate: numberIn(text, amount, 'RATE', 0, 1) };
    case 'service-down':
    case 'degraded':
    case 'hash-mismatch':
    case 'hash-missing':
      if (amount !== undefined) {
        throw new FaultError(`The fault ${name} takes a service alone, but ":${amount}" was added.`);
      }
      return { kind: known.name, service };
    default:
      throw new FaultError(`The fault ${name} cannot be read.`);
  }
}

function plainFault(name: string): PlainFault {
  const found = plainFaults.find((fault) => fault === name);
  if (found === undefined) {
    throw new FaultError(`The fault ${name} needs an argument.`);
  }
  return found;
}

function serviceNamed(id: string): ServiceId {
  if (!isServiceId(id)) {
    throw new FaultError(`There is no service "${id}"; the services are ${serviceIds.join(', ')}.`);
  }
  return id;
}

function deploymentNamed(name: string): string {
  const deployments = serviceCatalogue.map(({ deployment }) => deployment);
  if (!deployments.includes(name)) {
    throw new FaultError(`There is no deployment "${name}"; the deployments are ${deployments.join(', ')}.`);
  }
  return name;
}

function numberIn(
  fault: string,
  text: string | undefined,
  what: string,
  least: number,
  most: number,
): number {
  const value = Number(text);
  if (text === undefined || text === '' || !(value >= least && value <= most)) {
    throw new FaultError(`In the fault "${fault}" ${what} must be a number from ${least} to ${most}.`);
  }
  return value;
}
