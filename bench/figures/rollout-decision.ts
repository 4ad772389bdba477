import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requirePart } from '../../scripts/provision/parts.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Benchmark } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { launch } from '../programs/child.ts';
import { openPracticeSandbox } from '../stage/practice-sandbox.ts';
import { openSandboxControl } from '../stage/sandbox-control.ts';

/** How often the constitutional hash is looked at, and how many times faster than life it is here. */
const INTERVAL_MS = 15_000;
const TIME_SCALE = 5;
const ROUND_MS = INTERVAL_MS / TIME_SCALE;
const FAULT = 'hash-mismatch=governance';
const HASH = 'cdd01ef066bc6cf2';
const CONFIG_MAP = '/configmaps/';
/** Finer than any delay that is measured. */
const LOOK_MS = 5;
const PATIENCE_MS = 60_000;

/** From the moment at which a component shows another hash, at any time within an interval, until 0 % is written. */
export const rolloutDecision: Benchmark = {
  name: 'rollout-decision',
  figures: [
    {
      title: `from a breach to the first write of the rollback, looked at every ${ROUND_MS / 1000} s`,
      unit: 'ms',
      statistic: 'p95',
      limit: ROUND_MS + 500,
      peers: ['a shell script: curl in a loop with sleep, then kubectl patch'],
    },
  ],
  rounds: 20,
  needs: ['kubectl'],
  uses: 'nothing',
  async prepare(stage) {
    const { signal } = stage;
    const { profile, profilePath, close } = await openPracticeSandbox(signal);
    stage.defer(close);
    const folder = await stage.folder();
    const control = openSandboxControl(profile.sandbox?.control ?? '');
    const random = seeded(1);
    const env = { ACGS_PROFILE: profilePath, ACGS_DATA: await stage.folder() };
    const { kubeconfig = '', namespace = '', configMap = '' } = profile.cluster ?? {};
    const script = join(folder, 'watch.sh');
    const patch = JSON.stringify({ data: { mlops_enabled: 'false', traffic_percentage: '0' } });
    const kubectl = [requirePart('kubectl'), '--kubeconfig', kubeconfig, '--cache-dir', folder];
    const lines = [
      'echo watching',
      `while sleep ${ROUND_MS / 1000}; do`,
      `  curl -sS '${profile.services?.governance?.url}/health' | grep -q '"constitutional_hash":"${HASH}"' || break`,
      'done',
      `${kubectl.map((word) => `'${word}'`).join(' ')} --namespace ${namespace} patch configmap ${configMap} --type merge --patch '${patch}'`,
    ];
    await writeFile(script, lines.join('\n'));

    const until = async (isSo: () => Promise<boolean>, what: string) => {
      for (let waitedMs = 0; !(await isSo()); waitedMs += LOOK_MS) {
        if (waitedMs > PATIENCE_MS) throw new Error(`There was no ${what} within ${PATIENCE_MS / 1000} s.`);
        await delay(LOOK_MS, undefined, { signal });
      }
    };
    /** At a random moment of an interval. */
    const breach = async (): Promise<number> => {
      await delay(random(ROUND_MS), undefined, { signal });
      const before = await control.changesOf(CONFIG_MAP);
      await control.setFault(FAULT, true);
      const from = performance.now();
      await until(async () => (await control.changesOf(CONFIG_MAP)) > before, 'write');
      return performance.now() - from;
    };

    const ours = async (): Promise<number> => {
      const words = ['rollout', 'start', '--percentages', '10,100', '--monitor', '1h,0s', '--yes', '--json'];
      const restarts = await control.changesOf('/deployments/mlops-manager');
      const rollout = launch(ACGS, [...words, '--time-scale', String(TIME_SCALE)], { env, signal });
      await until(async () => (await control.changesOf('/deployments/mlops-manager')) > restarts, 'restart');
      const looks = await control.readsOf('governance /health');
      await until(async () => (await control.readsOf('governance /health')) > looks, 'look');
      const delayMs = await breach();
      await control.setFault(FAULT, false);
      await rollout.nextLine();
      await rollout.stop();
      return delayMs;
    };
    const peer = async (): Promise<number> => {
      const watching = launch('sh', [script], { signal });
      await watching.nextLine();
      const delayMs = await breach();
      await control.setFault(FAULT, false);
      await watching.nextLine();
      await watching.stop();
      return delayMs;
    };
    return async () => [{ ours: await ours(), peers: [await peer()] }];
  },
};
