import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { OperatorError } from '../../kernel/errors.ts';
import { networkCodeOf } from '../../kernel/network-error.ts';
import {
  type ClusterEntry,
  type ContextEntry,
  type KubeconfigDocument,
  kubeconfigSchema,
  type UserEntry,
} from './kubeconfig-schema.ts';

/** An entry of a kubeconfig and the file it came from: paths inside it are relative to that file. */
interface Sourced<T> {
  value: T;
  file: KubeconfigFile;
}

export interface KubeconfigFile {
  path: string;
  /**
   * What the operator is told: the file's name and who named it. Never the path, which belongs to the
   * operator's machine and must not reach a screen or a log.
   */
  words: string;
}

/** The one cluster and user that a context joins. */
export interface SelectedContext {
  context: string;
  clusterName: string;
  cluster: Sourced<ClusterEntry>;
  /** Null for a context without a user: requests go out without credentials, as kubectl sends them. */
  user: (Sourced<UserEntry> & { name: string }) | null;
}

/** Where kubectl looks, in its order: what the profile names, KUBECONFIG (a list), ~/.kube/config. */
export function kubeconfigFiles(named: string | undefined, env: NodeJS.ProcessEnv): KubeconfigFile[] {
  if (named !== undefined) {
    return [
      { path: expandHome(named, env), words: `kubeconfig "${basename(named)}" (named by the profile)` },
    ];
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) {
    return listed.map((path) => ({ path, words: `kubeconfig "${basename(path)}" (named by KUBECONFIG)` }));
  }
  return [{ path: join(homeOf(env), '.kube', 'config'), words: 'kubeconfig ~/.kube/config' }];
}

/** A context as it is listed: names, and nothing of how to get in. */
export interface KubeconfigContext {
  name: string;
  cluster: string;
  user: string | null;
  /** As the kubeconfig names it; kubectl means `default` where it does not. */
  namespace: string | null;
  /** The one that the profile means. */
  own: boolean;
}

/** @throws OperatorError `kubeconfig` when there is none, or it cannot be read */
export async function listContexts(options: {
  kubeconfig: string | undefined;
  context: string | undefined;
  env: NodeJS.ProcessEnv;
}): Promise<KubeconfigContext[]> {
  const { documents, contexts } = await readAll(options);
  const own = options.context ?? documents.map((d) => d.value['current-context']).find((name) => name);
  return [...contexts].map(([name, { value }]) => ({
    name,
    cluster: value.cluster ?? '',
    user: value.user || null,
    namespace: value.namespace || null,
    own: name === own,
  }));
}

/**
 * Reads and merges the files and picks the context. Of entries with one name the first file's wins, and
 * files of a KUBECONFIG list that do not exist are passed over: both as kubectl does it.
 */
export async function selectContext(options: {
  kubeconfig: string | undefined;
  context: string | undefined;
  env: NodeJS.ProcessEnv;
}): Promise<SelectedContext> {
  const { documents, words, contexts, clusters, users } = await readAll(options);
  const wanted = options.context ?? documents.map((d) => d.value['current-context']).find((name) => name);
  const known = [...contexts.keys()];
  const there = known.length === 0 ? 'it has none' : `it has: ${known.join(', ')}`;
  if (!wanted) {
    throw new OperatorError('kubeconfig', `${words} names no current context; ${there}`, {
      hint: 'Set cluster.context in the profile, or run `kubectl config use-context NAME`.',
    });
  }
  const context = contexts.get(wanted);
  if (!context) {
    throw new OperatorError('kubeconfig', `${words} has no context "${wanted}"; ${there}`, {
      hint: 'Set cluster.context in the profile to one of them.',
    });
  }
  return joined(words, wanted, context.value, clusters, users);
}

async function readAll(options: { kubeconfig: string | undefined; env: NodeJS.ProcessEnv }) {
  const files = kubeconfigFiles(options.kubeconfig, options.env);
  const documents: Sourced<KubeconfigDocument>[] = [];
  for (const file of files) {
    const document = await readKubeconfig(file);
    if (document) documents.push({ value: document, file });
  }
  const first = documents[0];
  if (!first) throw missingKubeconfig(options.kubeconfig, options.env, files);

  const words = documents.length === 1 ? first.file.words : 'the kubeconfigs that KUBECONFIG lists';
  const contexts = byName(
    documents,
    (document) => document.contexts ?? [],
    (entry) => entry.context,
  );
  const clusters = byName(
    documents,
    (document) => document.clusters ?? [],
    (entry) => entry.cluster,
  );
  const users = byName(
    documents,
    (document) => document.users ?? [],
    (entry) => entry.user,
  );
  return { documents, words, contexts, clusters, users };
}

function joined(
  words: string,
  name: string,
  context: ContextEntry,
  clusters: ReadonlyMap<string, Sourced<ClusterEntry>>,
  users: ReadonlyMap<string, Sourced<UserEntry>>,
): SelectedContext {
  const absent = (kind: string, wanted: string, known: Iterable<string>) =>
    new OperatorError(
      'kubeconfig',
      `context "${name}" of ${words} names the ${kind} "${wanted}", which is not there`,
      { hint: `Correct the context; ${kind}s that are there: ${[...known].join(', ') || 'none'}.` },
    );
  const clusterName = context.cluster ?? '';
  const cluster = clusters.get(clusterName);
  if (!cluster) throw absent('cluster', clusterName, clusters.keys());
  const userName = context.user ?? '';
  const user = users.get(userName);
  if (userName !== '' && !user) throw absent('user', userName, users.keys());
  return {
    context: name,
    clusterName,
    cluster,
    user: user ? { ...user, name: userName } : null,
  };
}

/** A user's entry as the file has it now: other tools write new tokens into it. Undefined when it is not there. */
export async function readUserEntry(file: KubeconfigFile, name: string): Promise<UserEntry | undefined> {
  const document = await readKubeconfig(file);
  return document?.users?.find((user) => user.name === name)?.user ?? undefined;
}

/** Undefined when the file does not exist. */
async function readKubeconfig(file: KubeconfigFile): Promise<KubeconfigDocument | undefined> {
  let text: string;
  try {
    text = await readFile(file.path, 'utf8');
  } catch (error) {
    const code = networkCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why = code === 'EISDIR' ? 'is a folder, not a file' : `cannot be read (${code ?? 'unknown error'})`;
    throw new OperatorError('kubeconfig', `${file.words} ${why}`, {
      hint: 'Check that it is a file which your account may read.',
    });
  }
  const lines = new LineCounter();
  // Pretty errors quote the source, and the source holds secrets: only the line is told.
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', lineCounter: lines });
  const fault = document.errors[0];
  if (fault) {
    throw new OperatorError(
      'kubeconfig',
      `${file.words} is not valid YAML (line ${lines.linePos(fault.pos[0]).line})`,
      { hint: 'Correct that line, or get the file again from whoever runs the cluster.' },
    );
  }
  const parsed = kubeconfigSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new OperatorError(
      'kubeconfig',
      where === ''
        ? `${file.words} is not a kubeconfig: it should have clusters, users and contexts`
        : `${file.words} is not a kubeconfig: ${where} has the wrong type`,
      { hint: 'Get the file again, or write it with `kubectl config`.' },
    );
  }
  return parsed.data;
}

function missingKubeconfig(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  files: readonly KubeconfigFile[],
): OperatorError {
  const hint = 'Set cluster.kubeconfig in the profile, or KUBECONFIG, to the file that the cluster gave you.';
  if (named !== undefined) {
    return new OperatorError('kubeconfig', `${files[0]?.words ?? 'kubeconfig'} does not exist`, { hint });
  }
  if (env.KUBECONFIG) {
    const names = files.map((file) => basename(file.path)).join(', ');
    return new OperatorError('kubeconfig', `no file of KUBECONFIG exists (${names})`, { hint });
  }
  return new OperatorError(
    'kubeconfig',
    'there is no kubeconfig: the profile names none, KUBECONFIG is not set and ~/.kube/config does not exist',
    { hint },
  );
}

function byName<Entry extends { name: string }, Value>(
  documents: readonly Sourced<KubeconfigDocument>[],
  entriesOf: (document: KubeconfigDocument) => readonly Entry[],
  contentOf: (entry: Entry) => Value | null | undefined,
): Map<string, Sourced<Value>> {
  const found = new Map<string, Sourced<Value>>();
  for (const { value: document, file } of documents) {
    for (const entry of entriesOf(document)) {
      const value = contentOf(entry);
      if (value != null && !found.has(entry.name)) found.set(entry.name, { value, file });
    }
  }
  return found;
}

/** A path written inside a kubeconfig. */
export function pathBeside(file: KubeconfigFile, path: string): string {
  return resolve(dirname(file.path), path);
}

function expandHome(path: string, env: NodeJS.ProcessEnv): string {
  return path === '~' || path.startsWith('~/') ? join(homeOf(env), path.slice(1)) : path;
}

function homeOf(env: NodeJS.ProcessEnv): string {
  return env.HOME || env.USERPROFILE || homedir();
}
