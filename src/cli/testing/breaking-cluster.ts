import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startCuttingProxy } from '../../../test/servers/cutting-proxy.ts';
import { temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { runHere } from './run-here.ts';

/** A change, one that cannot be told from its target, and a look: the middle one is cut. */
const RUNBOOK = `apiVersion: acgs.dev/runbook/v1
id: note-and-restart
title: Note it and restart
summary: Writes a note into the configuration, and restarts a service.
steps:
  - id: note
    title: Write the note
    action: cluster.configmap.apply
    with: { set: { practice_note: "\${{ run.id }}" } }
    timeout: 1m
    undo: { title: Strike the note out, action: cluster.configmap.apply, with: { set: { practice_note: "off" } }, timeout: 1m }
    verify: { action: cluster.configmap.get, with: { expect: { practice_note: "\${{ run.id }}" } }, timeout: 1m }
  - id: restart
    title: Restart the service
    action: cluster.restart
    with: { deployment: DEPLOYMENT }
    timeout: 2m
    retry: { attempts: 5, delay: 100ms }
    undo: { title: Go back to the pods before, action: cluster.undo, with: { deployment: DEPLOYMENT }, timeout: 2m }
    verify: { action: cluster.rollout-status, with: { deployment: DEPLOYMENT }, timeout: 1m }
  - { id: look, title: Look at the configuration, action: cluster.configmap.get, timeout: 1m }
`;

const CHANGE = { note: /^PATCH \S+\/configmaps\//, restart: /^PATCH \S+\/deployments\// };

/** A run's document, as far as tests look at it. */
export interface RunDocument {
  runId: string;
  status: string;
  why: string | null;
  steps: {
    id: string;
    status: string;
    attempts: number;
    words: string | null;
    question?: { kind: string; text: string; choices: { id: string }[]; probed?: { done: boolean | null } };
  }[];
}

/** `acgs` at a cluster to which the connection breaks when the test wants it, with a runbook that changes two things. */
export async function openBreakingCluster(options: {
  api: { port: number; authority: string };
  /** Of a kubeconfig with this address for the server. */
  kubeconfig: (server: string) => string;
  namespace: string;
  configMap: string;
  deployment: string;
}) {
  const { namespace, configMap, deployment } = options;
  const folder = await temporaryFolder('breaking');
  let meant: RegExp = CHANGE.note;
  const proxy = await startCuttingProxy(
    options.api,
    (sent) => meant.test(sent) && !sent.slice(0, sent.indexOf('\r\n')).includes('dryRun'),
  );
  const path = (name: string) => join(folder.path, name);
  await writeFile(path('kubeconfig'), options.kubeconfig(`http://127.0.0.1:${proxy.port}`));
  await writeFile(path('runbook.yaml'), RUNBOOK.replaceAll('DEPLOYMENT', deployment));
  const profile = {
    ...{ name: 'breaking', environment: 'staging', runbooks: ['runbook.yaml'] },
    cluster: { kubeconfig: path('kubeconfig'), namespace, configMap },
  };
  await writeFile(path('profile.yaml'), stringify(profile));
  const acgs = async (...words: string[]) => {
    const where = ['--profile', path('profile.yaml'), '--data', path('data'), '--yes', '--json'];
    const { code, out, err } = await runHere([...words, ...where], { folder: folder.path });
    const document: RunDocument = JSON.parse(out);
    if (document.steps === undefined) throw new Error(out + err);
    const steps = Object.fromEntries(document.steps.map((step) => [step.id, step]));
    return { code, err, ...document, steps };
  };
  return {
    proxy,
    acgs,
    run: () => acgs('runbooks', 'run', 'note-and-restart'),
    meanNext(step: keyof typeof CHANGE) {
      meant = CHANGE[step];
    },
    async close() {
      await proxy.close();
      await folder.remove();
    },
  };
}
