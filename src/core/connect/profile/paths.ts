import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Profile, SecretRef } from './schema.ts';

/** A path as a person writes it: `~` is the home folder, and it is relative to the file that names it. */
export function resolvePath(written: string, folder: string): string {
  if (written === '~') return homedir();
  if (written.startsWith('~/') || written.startsWith('~\\')) return join(homedir(), written.slice(2));
  return resolve(folder, written);
}

/** The profile with every path in it absolute, so that it means the same from any working folder. */
export function resolveProfilePaths(profile: Profile, folder: string): Profile {
  const at = (path: string) => resolvePath(path, folder);
  const secret = (ref: SecretRef): SecretRef => ('file' in ref ? { file: at(ref.file) } : ref);
  const withPassword = <T extends { password?: SecretRef | undefined }>(store: T): T =>
    store.password ? { ...store, password: secret(store.password) } : store;
  const withToken = <T extends { token?: SecretRef | undefined }>(service: T): T =>
    service.token ? { ...service, token: secret(service.token) } : service;
  const { cluster, stores, prometheus, alertmanager, alerts, runbooks, commands, repositories, anchors } =
    profile;
  const { compliance } = profile;
  return {
    ...profile,
    ...(cluster?.kubeconfig ? { cluster: { ...cluster, kubeconfig: at(cluster.kubeconfig) } } : {}),
    ...(stores
      ? {
          stores: {
            ...stores,
            ...(stores.postgres ? { postgres: withPassword(stores.postgres) } : {}),
            ...(stores.redis ? { redis: withPassword(stores.redis) } : {}),
            ...(stores.influx ? { influx: withToken(withPassword(stores.influx)) } : {}),
            ...(stores.objects
              ? {
                  objects:
                    stores.objects.kind === 'directory'
                      ? { ...stores.objects, path: at(stores.objects.path) }
                      : {
                          ...stores.objects,
                          accessKey: secret(stores.objects.accessKey),
                          secretKey: secret(stores.objects.secretKey),
                        },
                }
              : {}),
          },
        }
      : {}),
    ...(prometheus ? { prometheus: withToken(prometheus) } : {}),
    ...(alertmanager ? { alertmanager: withToken(alertmanager) } : {}),
    ...(alerts
      ? {
          alerts: {
            ...alerts,
            ...(alerts.rules ? { rules: alerts.rules.map(at) } : {}),
            ...(alerts.webhooks
              ? {
                  webhooks: alerts.webhooks.map((hook) => ({
                    ...withToken(hook),
                    url: typeof hook.url === 'string' ? hook.url : secret(hook.url),
                  })),
                }
              : {}),
            ...(alerts.email ? { email: withPassword(alerts.email) } : {}),
          },
        }
      : {}),
    ...(compliance
      ? {
          compliance: {
            ...compliance,
            ...(compliance.documents ? { documents: compliance.documents.map(at) } : {}),
            ...(compliance.logs ? { logs: compliance.logs.map(at) } : {}),
          },
        }
      : {}),
    ...(runbooks ? { runbooks: runbooks.map(at) } : {}),
    ...(commands
      ? {
          commands: Object.fromEntries(
            Object.entries(commands).map(([name, it]) => [name, { ...it, path: at(it.path) }]),
          ),
        }
      : {}),
    ...(repositories ? { repositories: repositories.map((it) => ({ ...it, path: at(it.path) })) } : {}),
    ...(anchors
      ? { anchors: anchors.map((it) => (it.kind === 'file' ? { ...it, path: at(it.path) } : it)) }
      : {}),
  };
}
