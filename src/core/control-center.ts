import { randomInt } from 'node:crypto';
import { createAlerts } from './alerts/index.ts';
import { createBottlenecks } from './bottlenecks/index.ts';
import { scoutsOf } from './bottlenecks/scouts.ts';
import { createConfiguration } from './cluster/configuration/index.ts';
import { createCluster } from './cluster/index.ts';
import { createClusterOperations } from './cluster/operations/index.ts';
import { createTraffic } from './cluster/traffic/index.ts';
import { openAlertmanager } from './connect/alertmanager.ts';
import { createHttpClient } from './connect/http/client.ts';
import { kubeconfigContexts, openKubernetes } from './connect/kubernetes/index.ts';
import { loadLibraries } from './connect/libraries.ts';
import { limitsOf } from './connect/profile/record-limits.ts';
import { DEFAULT_CONSTITUTIONAL_HASH, DEFAULT_NAMESPACE } from './connect/profile/schema.ts';
import { secretRefsOf } from './connect/profile/secret-refs.ts';
import { resolveThresholds, thresholdOf } from './connect/profile/thresholds.ts';
import { openPrometheus } from './connect/prometheus.ts';
import { createSecrets } from './connect/secrets.ts';
import { openStores } from './connect/stores.ts';
import { openActions } from './control-center/actions.ts';
import { openBaselines } from './control-center/baselines.ts';
import type { ControlCenter, ControlCenterOptions } from './control-center/capabilities.ts';
import { openCompliance } from './control-center/compliance.ts';
import { lookForAlerts } from './control-center/look-for-alerts.ts';
import { openRecovery } from './control-center/recovery.ts';
import { requestRate } from './control-center/request-rate.ts';
import { openRollouts } from './control-center/rollouts.ts';
import { shownHashes } from './control-center/shown-hashes.ts';
import { openWayOut } from './control-center/way-out.ts';
import { createHealth } from './health/index.ts';
import { probesOf } from './health/probes.ts';
import { sightOf } from './health/tracker.ts';
import { createTrends } from './health/trends.ts';
import { openAnchors } from './journal/anchors.ts';
import { createAudit } from './journal/audit/index.ts';
import { createLiveJournal } from './journal/index.ts';
import { watchSleep } from './kernel/sleep-watch.ts';
import { createMetrics } from './metrics/index.ts';
import { createSeriesSource } from './metrics/source.ts';
import { createTargets } from './metrics/targets.ts';
import { createServicePages } from './observe/page-figures.ts';
import { createProbeSchedule } from './observe/probe-schedule.ts';
import { createCatalogue } from './operate/catalogue.ts';
import { interruptedBefore } from './operate/interrupted.ts';
import { createRights } from './operate/rights.ts';
import { createRuns } from './operate/runs.ts';
import { isProcessRunning } from './operate/target-locks.ts';
import { openRunbooks } from './runbooks/open.ts';
import { diagnose } from './shell/diagnosis.ts';
import { createShell } from './shell/index.ts';
import { troublesOf } from './shell/troubles.ts';
import { createSlo } from './slo/index.ts';
import { openStore } from './store/index.ts';
import { createTime } from './time/index.ts';

const DEFAULT_INTERVAL_MS = 15_000;
const DEFAULT_TIMEOUT_MS = 10_000;
/** About what one probe costs of our own thread, before it has run once and afterwards. */
const PROBE_SPACING_MS = { first: 10, later: 3 };
/** On a fast clock everything else would wait for looks that follow each other without a pause. */
const LEAST_REAL_INTERVAL_MS = 250;
/** A page of metrics that is read in a rhythm of its own is at most about so old. */
const PAGE_AGE_INTERVALS = 1.3;
/** A probe's own time-out comes a little before the schedule's, so that the sentence is its own. */
const OWN_TIMEOUT_SHARE = 0.95;

/**
 * Opens the store, prepares the connections and wires the capabilities: the only file that does, with its pieces in
 * `control-center/`. A secret that cannot be read is no failure here: it is told where it is needed.
 *
 * @throws OperatorError `internal` when the local store cannot be used
 */
export async function openControlCenter(options: ControlCenterOptions): Promise<ControlCenter> {
  const { profile, clock, log, redactor, env = process.env } = options;
  const wishedMs = (profile.probes?.intervalSeconds ?? DEFAULT_INTERVAL_MS / 1000) * 1000;
  const intervalMs = Math.max(wishedMs, clock.during(LEAST_REAL_INTERVAL_MS));
  const timeoutMs = (profile.probes?.timeoutSeconds ?? DEFAULT_TIMEOUT_MS / 1000) * 1000;
  const connectionTimeoutMs = timeoutMs * OWN_TIMEOUT_SHARE;
  const expectedHash = profile.constitutionalHash ?? DEFAULT_CONSTITUTIONAL_HASH;
  const thresholds = resolveThresholds(profile.thresholds ?? {});

  const maxGapMs = 2 * intervalMs + clock.during(timeoutMs);
  const store = openStore(options.dataDirectory, maxGapMs, limitsOf(profile), (trouble) => {
    if (trouble === null) log.info('the record is kept again');
    else log.error('the record is in trouble', { ...trouble });
  });
  const secrets = createSecrets({
    env,
    redactor,
    log,
    ...(options.keychain ? { keychain: options.keychain } : {}),
  });
  // Known to the redactor before anything from outside is read: who knows what others repeat.
  await Promise.allSettled(
    secretRefsOf(profile).map((ref) => secrets.resolve(ref, 'a secret of the profile')),
  );
  const http = createHttpClient({ clock });
  const reach = { secrets, clock, log, http, timeoutMs: connectionTimeoutMs };
  const stores = openStores(profile.stores ?? {}, reach);
  const prometheus = profile.prometheus ? openPrometheus(profile.prometheus, reach) : null;

  const cluster = createCluster({
    open: profile.cluster
      ? (context) => {
          const other = context && { context: context.name, namespace: context.namespace ?? 'default' };
          return openKubernetes({ cluster: { ...profile.cluster, ...other }, clock, log, redactor, env });
        }
      : null,
    contexts: () => kubeconfigContexts(profile.cluster, env),
    store,
    staleAfterMs: maxGapMs,
    namespace: profile.cluster?.namespace ?? DEFAULT_NAMESPACE,
    expectedHash,
    redactor,
    clock,
    log,
  });
  const journal = createLiveJournal({
    directory: options.dataDirectory,
    anchors: openAnchors({ profile, connect: cluster.connect, clock }),
    clock,
    log,
  });
  const { ground, owner, operators, session, approvals, reviewAccess, door, processes, ...way } = openWayOut({
    ...options,
    ...{ cluster, store, journal },
    // No runbook names the steps that rollouts alone are made of.
    actions: (name) => actions.get(name) ?? rollouts.actions.find((it) => it.name === name),
  });
  const operations = createClusterOperations({
    ...{ connect: cluster.connect, clock, redactor, expectedHash },
  });
  const alerts = createAlerts({
    ...reach,
    profile,
    records: store.alerts,
    source: createSeriesSource(store.samples),
    samples: store.samples,
    journal,
    actor: () => session.actor(),
    prometheus,
    alertmanager: profile.alertmanager ? openAlertmanager(profile.alertmanager, reach) : null,
    redactor,
    retentionMs: store.limits.retentionMs,
    owner,
    isRunning: isProcessRunning,
  });
  const baselines = openBaselines({ profile, store, cluster, actor: session.actor, clock });
  const runs = createRuns({ clock });
  const targets = createTargets({
    ...reach,
    profile,
    samples: store.samples,
    redactor,
    intervalMs,
    timeoutMs,
  });
  const metrics = createMetrics({
    profile,
    targets,
    cluster,
    samples: store.samples,
    prometheus,
    influx: stores.influx,
    redactor,
    clock,
    log,
  });
  const pages = createServicePages({ targetOf: targets.ofService, clock });
  const probes = probesOf({
    profile,
    expectedHash,
    http,
    stores,
    clock,
    timeoutMs: connectionTimeoutMs,
    metricsOf: targets.ofService,
    figuresOf: pages.figuresOf,
    // Until pages are read in a rhythm of their own, each look reads them anew.
    metricsMaxAgeMs: () => (started ? intervalMs * PAGE_AGE_INTERVALS : 0),
  });
  const health = createHealth({
    profile,
    thresholds,
    expectedHash,
    cluster,
    store,
    trends: createTrends({ samples: store.samples, influx: stores.influx, clock, log }),
    clock,
    intervalMs,
    timeoutMs,
    probeCount: probes.length,
    newestPage: pages.newest,
    prepare: () => loadLibraries(profile),
    schedule: (onObservation) =>
      createProbeSchedule({
        probes,
        clock,
        intervalMs,
        timeoutMs,
        spacingMs: PROBE_SPACING_MS,
        random: () => randomInt(2 ** 32) / 2 ** 32,
        // What other systems say about themselves may hold anything, a secret too.
        onObservation(observation) {
          metrics.observed(observation);
          onObservation(redactor.data(observation));
        },
      }),
  });
  const bottlenecks = createBottlenecks({
    scouts: scoutsOf({
      ...{ profile, stores, prometheus, cluster, thresholds, store, clock },
      timeoutMs: connectionTimeoutMs,
    }),
    store,
    clock,
    redactor,
    prepare: () => loadLibraries(profile),
  });
  const audit = createAudit({
    journal,
    locks: door.locks,
    threshold: thresholdOf(thresholds, 'audit-coverage'),
    clock,
    redactor,
  });
  const compliance = openCompliance({
    ...{ profile, thresholds, expectedHash, health, metrics, cluster, journal, audit, store },
    actor: session.actor,
    ...{ alerts, http, clock, redactor, timeoutMs: connectionTimeoutMs },
    ...{ postgres: stores.postgres, objects: stores.objects, intervalMs, log },
  });
  const rate = requestRate({ metrics, clock });
  const components = shownHashes({ health, clock, isObserving: () => started });
  const traffic = createTraffic({ profile, cluster, clock, expectedHash, rate, components });
  const recovery = openRecovery({
    ...{ profile, cluster, operations, processes, compliance, expectedHash, redactor, clock, log },
    facts: store.facts,
  });
  const slo = createSlo({
    ...{ samples: store.samples, threshold: thresholdOf(thresholds, 'availability'), clock },
  });
  const rollouts = openRollouts({
    observed: profile.rollouts?.observedShare ?? null,
    ...{ traffic, door, thresholds, processes, health, metrics, slo, journal, clock, log, owner },
    evaluate: (signal) => lookForAlerts({ alerts, health }, signal),
    isSeen: (id) => sightOf(profile, id) !== 'none',
    ...{ dataDirectory: options.dataDirectory, profile, timeoutMs: connectionTimeoutMs },
    ...{ records: store.rollouts, actor: session.actor },
    ...{ isObserving: () => started, runbooks: () => runbooks },
  });
  const configuration = createConfiguration({
    ...{ profile, cluster, thresholds, expectedHash, journal, redactor, clock, facts: store.facts },
  });
  const catalogue = createCatalogue([
    ...operations.kinds,
    ...traffic.operations.kinds,
    ...alerts.operations.kinds,
    ...baselines.operations.kinds,
    ...compliance.violations.operations.kinds,
    ...recovery.kinds,
    ...rollouts.orders.kinds,
    ...configuration.operations.kinds,
  ]);
  const actions = openActions({
    ...reach,
    ...{
      cluster,
      operations,
      traffic,
      health,
      compliance,
      metrics,
      alerts,
      bottlenecks,
      baselines,
      thresholds,
      recovery,
      rollouts,
    },
    ...{ profile, stores, expectedHash, door, processes, ground, approvals, redactor },
    ...{ actor: session.actor, isObserving: () => started },
  });
  const { runbooks, calendar } = openRunbooks({
    ...{ profile, ground, actions, processes, journal, clock, log },
    records: store.calendar,
    actor: () => session.actor().name,
  });
  const time = createTime({ store, clock, log, maxGapMs });
  const troubles = () => [
    ...troublesOf(store.trouble(), journal.status()),
    ...[time.upkeep.trouble() ?? []].flat(),
    ...metrics.troubles(),
    ...alerts.troubles(),
  ];
  const shell = createShell({
    profile,
    health,
    cluster,
    prometheus,
    store,
    clock,
    lateAfterMs: maxGapMs,
    troubles,
    onTrouble: journal.subscribe,
  });

  let started = false;
  const checkNow = () => {
    cluster.checkNow();
    if (started) health.check().catch((error: unknown) => log.warn('check failed', { error }));
  };
  const stopWatchingSleep = watchSleep(clock, (sleptMs) => {
    log.info('the machine slept', { sleptMs });
    checkNow();
  });

  return {
    profile,
    clock,
    log,
    redactor,
    health,
    metrics,
    slo,
    bottlenecks,
    baselines,
    time,
    compliance,
    recovery,
    cluster,
    alerts,
    operations,
    catalogue,
    rights: createRights({ ground, catalogue, reviewAccess, clock }),
    door,
    processes,
    pastProcesses: way.pastProcesses,
    runbooks,
    calendar,
    traffic,
    rollouts,
    configuration,
    operators,
    session,
    approvals,
    runs,
    interrupted: interruptedBefore(door, log),
    journal,
    audit,
    shell,
    troubles,
    start(options) {
      started = true;
      time.upkeep.start();
      health.start();
      metrics.start();
      alerts.start();
      compliance.start();
      shell.start();
      journal.start();
      processes.recover(options);
      rollouts.tend(options ?? { readOnly: false });
      calendar.start();
    },
    checkNow,
    async diagnose(signal) {
      await Promise.all([health.check(signal), shell.look()]);
      return diagnose(shell.sources(), health, troubles());
    },
    async close() {
      stopWatchingSleep();
      time.upkeep.stop();
      shell.stop();
      calendar.stop();
      await rollouts.close();
      await compliance.close();
      await runs.close();
      await processes.close();
      session.close();
      await health.stop();
      await metrics.stop();
      await alerts.stop();
      // While the cluster can still be reached: its config map may be an anchor.
      await journal.close();
      await cluster.close();
      await Promise.all([...Object.values(stores), prometheus].map((connection) => connection?.close()));
      await http.close();
      // What was cut short by now has said how it ended.
      await journal.close();
      store.close();
    },
  };
}
