import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AcceptedChange, createChangeLog } from './changes.ts';
import { createSandboxClock } from './clock.ts';
import { openComplianceLog } from './compliance-log.ts';
import { createConditions } from './conditions.ts';
import { createControlServer } from './control.ts';
import { parseFault } from './faults/catalogue.ts';
import { createSwitchboard } from './faults/switchboard.ts';
import { startKubernetes } from './kubernetes/index.ts';
import { productionConfigMap, productionNamespace } from './kubernetes/seed.ts';
import { figuresAt } from './load-curve.ts';
import { listenOnLoopback } from './loopback.ts';
import { createPace } from './pace.ts';
import { writeProfile } from './profile.ts';
import { createReadCounts } from './read-counts.ts';
import { type ServiceId, serviceCatalogue } from './services/catalogue.ts';
import { type RunningService, startServices } from './services/index.ts';
import { startStores } from './stores/index.ts';
import { createTrafficRouter, type RouterCounts, type Targets } from './traffic-router/index.ts';

export { requestFault } from './control.ts';

export interface SandboxOptions {
  /** Pods in the whole cluster; other teams' deployments fill up. Left out: only what production needs. */
  pods?: number;
  /** Faults that are on from the start, as on the command line. */
  faults?: readonly string[];
  /** Where to put the profile and the files it names. Left out: a temporary folder, removed at the end. */
  directory?: string;
  seed?: number;
  /** How many times faster than its clock things take their course; time stamps stay the clock's. */
  timeScale?: number;
  /** How many times faster than life its clock runs at first; whoever watches it may ask for another pace. */
  clockScale?: number;
  /** How many times as many requests services are sent as usual; among a few, one that fails weighs heavily. */
  traffic?: number;
  /** Its profile has the share of traffic verified by what the router counts. */
  observedShare?: boolean;
  /** Epoch milliseconds, what its clock follows at life's pace; left out: the machine's. It must not go back. */
  now?: () => number;
  /** Told what the operator should know, one line at a time. */
  log?: (line: string) => void;
}

/** A practice ACGS-PGP production on loopback. */
export interface Sandbox {
  profilePath: string;
  controlUrl: string;
  /** @throws FaultError when there is no such fault */
  setFault(name: string, on: boolean): Promise<void>;
  /** The faults that are on. */
  faults(): string[];
  /** Every change that its API server, its database, its cache and its artifact store accepted, in order. */
  changes(): readonly AcceptedChange[];
  /** How often its API server and its services were asked for something, by `api PATH` and `SERVICE PATH`. */
  reads(): Readonly<Record<string, number>>;
  /** Where its users' requests go in, and what became of them. */
  router(): RouterCounts;
  /** Ends every fault, and has the cluster be as it was at the start. What the stores lost stays lost. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

const defaultSeed = 20250627;
const USERS_PER_SECOND = 40;

/**
 * Starts the whole practice production; resolves when every part of it answers.
 * @throws FaultError before anything is started when one of `faults` does not exist
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    pods = 0,
    faults = [],
    seed = defaultSeed,
    timeScale = 1,
    clockScale = 1,
    traffic = 1,
    observedShare = false,
    log = () => {},
  } = options;
  for (const fault of faults) {
    parseFault(fault);
  }
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'acgs-sandbox-')));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const clock = createSandboxClock(options.now);
  clock.run(clockScale);
  const { now } = clock;
  const pace = createPace(timeScale, clock);
  const conditions = createConditions();
  const changes = createChangeLog(now);
  const onChange = changes.note;
  const reads = createReadCounts();
  const figures = () => figuresAt(seed, now(), conditions);
  /** The pipeline tells what the router in front of it has counted. */
  let routed = () => '';
  const besides = (service: ServiceId) => (service === 'deployment-pipeline' ? routed() : '');
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    pace.stop();
    await Promise.all(closers.splice(0).map((closer) => closer()));
    if (options.directory === undefined) {
      await rm(directory, { recursive: true, force: true });
    }
  };
  /** What has started is stopped even when something beside it has not. */
  const started = async <Part>(
    starting: Promise<Part>,
    closer: (part: Part) => Promise<void>,
  ): Promise<Part> => {
    const part = await starting;
    closers.push(() => closer(part));
    return part;
  };
  try {
    const parts = [
      started(startStores({ directory, seed, figures, pace, now, log, onChange }), (part) => part.close()),
      started(
        startServices({ besides, conditions, figures, pace, traffic, now, onRead: reads.note }),
        async (part) => {
          await Promise.all([...part.values()].map(({ port }) => port.shut()));
        },
      ),
      started(
        startKubernetes({
          ...{ services: serviceCatalogue, pods, seed, pace, now, onChange },
          onRead: (path) => reads.note('api', path),
        }),
        (part) => part.close(),
      ),
    ] as const;
    await Promise.allSettled(parts);
    const [stores, services, kubernetes] = await Promise.all(parts);
    // A service is reached through its pods.
    kubernetes.onServing((deployment, isServing) => {
      for (const { definition, port } of services.values()) {
        if (definition.deployment === deployment) (isServing ? port.open() : port.shut()).catch(() => {});
      }
    });
    const complianceLog = await openComplianceLog(directory, now);
    const trafficRouter = createTrafficRouter({
      ...{ cluster: kubernetes.cluster, namespace: productionNamespace, configMap: productionConfigMap, now },
      ...{ targets: waysOf(services), usersPerSecond: USERS_PER_SECOND * traffic },
    });
    routed = trafficRouter.exposition;
    const routerPort = await started(listenOnLoopback(trafficRouter.server), (part) => {
      trafficRouter.close();
      return part.shut();
    });
    const router = () => ({ url: `http://127.0.0.1:${routerPort.port}`, ...trafficRouter.counts() });
    const switchboard = createSwitchboard({
      ...{ conditions, kubernetes, services, complianceLog },
      stores: stores.breakable,
    });
    const control = await started(
      listenOnLoopback(
        createControlServer({ switchboard, clock, router, changes: changes.list, reads: reads.counts }),
      ),
      (part) => part.shut(),
    );
    const controlUrl = `http://127.0.0.1:${control.port}`;
    const profilePath = await writeProfile({
      directory,
      controlUrl,
      complianceLogs: complianceLog.pattern,
      kubeconfig: kubernetes.kubeconfig,
      namespace: productionNamespace,
      configMap: productionConfigMap,
      services: services.values(),
      ...{ stores: stores.addresses, observedShare },
    });
    for (const fault of faults) {
      await switchboard.set(fault, true);
    }
    return {
      profilePath,
      controlUrl,
      setFault: (name, on) => switchboard.set(name, on),
      faults: () => switchboard.active(),
      changes: changes.list,
      reads: reads.counts,
      router,
      async restore() {
        for (const fault of switchboard.active()) await switchboard.set(fault, false);
        await kubernetes.restore();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** MLOps answers for itself, the legacy optimizer through the integration that has it. */
function waysOf(services: ReadonlyMap<ServiceId, RunningService>): Targets {
  const way = (id: ServiceId) => {
    const service = services.get(id);
    if (service === undefined) throw new Error(`There is no ${id}.`);
    return { deployment: service.definition.deployment, url: service.url };
  };
  return { mlops: way('mlops-manager'), legacy: way('production-integration') };
}
