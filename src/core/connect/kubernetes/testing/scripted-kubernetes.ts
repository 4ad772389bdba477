import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type ScriptedHttp, startScriptedHttp } from '../../../../../test/servers/scripted-http.ts';
import { temporaryFolder } from '../../../../../test/servers/temporary-folder.ts';
import { type Clock, systemClock } from '../../../kernel/clock.ts';
import { silentLog } from '../../../kernel/log.ts';
import { createRedactor } from '../../../kernel/redaction.ts';
import { type Kubernetes, openKubernetes } from '../index.ts';

export const PLANTED_TOKEN = 'planted-token-7Qx';

/** A server that says what a test tells it to, and connections to it through a kubeconfig of its own. */
export interface ScriptedKubernetes {
  readonly server: ScriptedHttp;
  /** Holds the kubeconfig; paths inside it are relative to this folder. */
  readonly folder: string;
  open(options?: {
    clock?: Clock;
    /** Added to the cluster's entry. */
    cluster?: Record<string, unknown>;
    /** In place of the user's planted token. */
    user?: Record<string, unknown>;
  }): Promise<Kubernetes>;
  close(): Promise<void>;
}

export async function startScriptedKubernetes(
  options: Parameters<typeof startScriptedHttp>[0] = {},
): Promise<ScriptedKubernetes> {
  const folder = await temporaryFolder('kubernetes');
  const server = await startScriptedHttp(options);
  const opened: Kubernetes[] = [];
  return {
    server,
    folder: folder.path,
    async open({ clock = systemClock(), cluster, user = { token: PLANTED_TOKEN } } = {}) {
      const path = join(folder.path, 'kubeconfig');
      await writeFile(
        path,
        stringify({
          'current-context': 'prod',
          clusters: [{ name: 'east', cluster: { server: server.url, ...cluster } }],
          users: [{ name: 'alice', user }],
          contexts: [{ name: 'prod', context: { cluster: 'east', user: 'alice' } }],
        }),
      );
      const redactor = createRedactor();
      const kubernetes = await openKubernetes({
        cluster: { kubeconfig: path },
        clock,
        log: silentLog,
        redactor,
      });
      opened.push(kubernetes);
      return kubernetes;
    },
    async close() {
      await Promise.all(opened.map((kubernetes) => kubernetes.close()));
      await server.close();
      await folder.remove();
    },
  };
}
