import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { json as readJson } from 'node:stream/consumers';
import type { Pace } from '../pace.ts';
import { isRecord } from '../record.ts';
import { mayDo, type User, type Users } from './access.ts';
import { ApiError, apiErrors } from './api-error.ts';
import type { ServingCertificate } from './certificates.ts';
import { discoveryAt } from './discovery.ts';
import { createPager } from './lists.ts';
import { sendLog } from './log-stream.ts';
import { managerOf } from './managed-fields.ts';
import type { KubernetesObject } from './objects.ts';
import { type Cluster, collectionsOf } from './resources.ts';
import { answer, includeOf, wantsTable } from './responses.ts';
import { type Predicate, parseFieldSelector, parseLabelSelector } from './selectors.ts';
import { renderTable } from './table.ts';
import { parseMetricsTarget, parseTarget, type Target } from './target.ts';
import type { UsageMetrics } from './usage.ts';
import { startWatch } from './watch.ts';
import type { Writes } from './writes.ts';

interface ApiServerOptions {
  cluster: Cluster;
  certificate: ServingCertificate;
  users: Users;
  usage: UsageMetrics;
  writes: Writes;
  pace: Pace;
  seed: number;
  now: () => number;
  bookmarkEveryMs: number;
  /** Told of every change that was accepted. */
  onChange: (method: string, path: string) => void;
  onRead: (path: string) => void;
}

export interface ApiServer {
  server: Server;
  /** While silent no request is answered and open watches say nothing; afterwards all of it catches up. */
  silence(on: boolean): void;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  user: User;
}

const defaultWatchSeconds = 1800;

/** The HTTP face of the practice cluster. It never listens itself; a loopback port feeds it connections. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const { cluster, certificate, users, usage, writes, pace, seed, now } = options;
  const collections = collectionsOf(cluster);
  const pager = createPager();
  const rendered = new WeakMap<object, string>();
  let silent = false;
  const backlog: (() => void)[] = [];

  const whenAudible = (act: () => void) => {
    if (silent) {
      backlog.push(act);
    } else {
      act();
    }
  };
  const render = (object: object) => {
    const known = rendered.get(object) ?? JSON.stringify(object);
    rendered.set(object, known);
    return known;
  };
  const server = createServer(
    { key: certificate.key, cert: certificate.certificate, keepAliveTimeout: 60_000 },
    (request, response) =>
      whenAudible(() => {
        response.on('finish', () => {
          const { method = '', url: path = '' } = request;
          if (isChange(method, path, response.statusCode)) options.onChange(method, path);
          if (method === 'GET') options.onRead(path);
        });
        handle(request, response).catch((error: unknown) => {
          if (error instanceof ApiError) {
            answer(response, error.code, error.toStatus());
          } else if (error instanceof SyntaxError) {
            answer(response, 400, apiErrors.badRequest(`the body is not JSON: ${error.message}`).toStatus());
          } else {
            answer(response, 500, new ApiError(500, 'InternalError', String(error)).toStatus());
          }
        });
      }),
  );

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1');
    const path = url.pathname.replace(/\/+$/, '');
    if (path === '/healthz' || path === '/livez' || path === '/readyz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
      return;
    }
    const user = users.identify(request.headers.authorization);
    if (user === undefined) {
      throw apiErrors.unauthorized();
    }
    const exchange: Exchange = { request, response, query: url.searchParams, user };
    const discovered = request.method === 'GET' ? discoveryAt(path) : undefined;
    if (discovered !== undefined) {
      answer(response, 200, discovered);
      return;
    }
    if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews' && request.method === 'POST') {
      answer(response, 201, review(user, await readJson(request)));
      return;
    }
    const metrics = parseMetricsTarget(path);
    if (metrics !== undefined && request.method === 'GET') {
      const matches = parseLabelSelector(url.searchParams.get('labelSelector') ?? '');
      answer(
        response,
        200,
        metrics.plural === 'nodes'
          ? usage.nodes(metrics.name, matches)
          : usage.pods(metrics.namespace, metrics.name, matches),
      );
      return;
    }
    const target = parseTarget(path);
    if (target === undefined) {
      throw apiErrors.noSuchPath();
    }
    await serve(exchange, target);
  };

  const serve = async (exchange: Exchange, target: Target) => {
    const { request, response, query, user } = exchange;
    const { resource, namespace, name, subresource } = target;
    const watching = ['1', 'true'].includes(query.get('watch') ?? '');
    const dryRun = query.getAll('dryRun').includes('All');
    const how = { dryRun, manager: managerOf(request, query) };
    const verb = verbOf(request.method ?? 'GET', name, watching);
    if (!mayDo(user, verb)) {
      throw apiErrors.forbidden(resource, name ?? '', user.name, verb, namespace);
    }
    if (subresource !== undefined && !resource.subresources.some((known) => known === subresource)) {
      throw apiErrors.noSuchPath();
    }
    switch (verb) {
      case 'list':
        return sendList(exchange, target);
      case 'watch':
        return sendWatch(exchange, target);
      case 'get':
        return sendOne(exchange, target, name ?? '');
      case 'create':
        return answer(response, 201, writes.create(target, await readJson(request), how));
      case 'update':
        return answer(response, 200, writes.replace(target, required(name), await readJson(request), how));
      case 'patch': {
        const type = request.headers['content-type'] ?? '';
        const patch = await readJson(request);
        return answer(response, 200, writes.patch(target, required(name), patch, type, how));
      }
      case 'delete':
        request.resume();
        return answer(response, 200, writes.remove(target, required(name), dryRun));
      default:
        throw apiErrors.methodNotAllowed();
    }
  };

  const selection = ({ query }: Exchange, { resource, namespace, name }: Target): Predicate => {
    const labels = parseLabelSelector(query.get('labelSelector') ?? '');
    const fields = parseFieldSelector(query.get('fieldSelector') ?? '', resource.fields);
    return (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (name === undefined || object.metadata.name === name) &&
      labels(object) &&
      fields(object);
  };

  const sendList = (exchange: Exchange, target: Target) => {
    const { query, response, request } = exchange;
    const { resource, namespace } = target;
    const limit = Number(query.get('limit') ?? 0);
    const token = query.get('continue');
    const matches = selection(exchange, target);
    const collection = collections.get(resource.plural);
    const page = token
      ? pager.next(token, limit)
      : pager.first((collection?.list(namespace) ?? []).filter(matches), cluster.revisions.current(), limit);
    const metadata = {
      resourceVersion: page.resourceVersion,
      ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
      ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
    };
    if (wantsTable(request)) {
      answer(response, 200, renderTable(resource.kind, page.items, metadata, includeOf(query), now()));
      return;
    }
    const head = JSON.stringify({ kind: `${resource.kind}List`, apiVersion: groupVersion(target), metadata });
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`${head.slice(0, -1)},"items":[${page.items.map(render).join(',')}]}\n`);
  };

  const sendOne = async (exchange: Exchange, target: Target, name: string) => {
    const { request, response, query } = exchange;
    const { resource, namespace, subresource } = target;
    if (subresource === 'log') {
      sendLog({ cluster, pace, seed, now, whenAudible }, response, query, namespace, name);
      return;
    }
    if (subresource === 'scale') {
      answer(response, 200, writes.scaleOf(target, name));
      return;
    }
    const object = collections.get(resource.plural)?.get(namespace, name);
    if (object !== undefined && wantsTable(request)) {
      const { resourceVersion } = object.metadata;
      answer(
        response,
        200,
        renderTable(resource.kind, [object], { resourceVersion }, includeOf(query), now()),
      );
    } else {
      answer(response, 200, object);
    }
  };

  const sendWatch = (exchange: Exchange, target: Target) => {
    const { query, response, request } = exchange;
    const { resource } = target;
    const collection = collections.get(resource.plural);
    const resourceVersion = query.get('resourceVersion') ?? '';
    if (!/^\d*$/.test(resourceVersion)) {
      throw apiErrors.badRequest(`Invalid value: "${resourceVersion}": strconv.ParseUint: invalid syntax`);
    }
    if (collection === undefined) {
      throw apiErrors.noSuchPath();
    }
    const matches = selection(exchange, target);
    const asTable = wantsTable(request);
    response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
    const watch = startWatch({
      collection,
      apiVersion: groupVersion(target),
      kind: resource.kind,
      revision: () => cluster.revisions.current(),
      query: { matches, resourceVersion, bookmarks: query.get('allowWatchBookmarks') === 'true' },
      send(type, object) {
        const shown =
          asTable && isKubernetesObject(object) && type !== 'BOOKMARK'
            ? renderTable(resource.kind, [object], {}, includeOf(query), now())
            : object;
        const line = `{"type":"${type}","object":${JSON.stringify(shown)}}\n`;
        whenAudible(() => response.write(line));
        if (type === 'ERROR') {
          whenAudible(() => response.end());
        }
      },
    });
    const seconds = Number(query.get('timeoutSeconds') ?? 0) || defaultWatchSeconds;
    const timeout = setTimeout(() => {
      watch.bookmark();
      whenAudible(() => response.end());
    }, seconds * 1000);
    const bookmarks = setInterval(() => watch.bookmark(), options.bookmarkEveryMs);
    response.on('close', () => {
      clearTimeout(timeout);
      clearInterval(bookmarks);
      watch.stop();
    });
  };

  return {
    server,
    silence(on) {
      silent = on;
      if (!on) {
        for (const act of backlog.splice(0)) {
          act();
        }
      }
    },
  };
}

function isChange(method: string, path: string, status: number): boolean {
  const isOnlyAsked = path.includes('dryRun=All') || path.includes('/selfsubjectaccessreviews');
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && status < 300 && !isOnlyAsked;
}

function verbOf(method: string, name: string | undefined, watching: boolean): string {
  switch (method) {
    case 'GET':
      return watching ? 'watch' : name === undefined ? 'list' : 'get';
    case 'POST':
      return name === undefined ? 'create' : 'unsupported';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
      return 'unsupported';
  }
}

function required(name: string | undefined): string {
  if (name === undefined) {
    throw apiErrors.methodNotAllowed();
  }
  return name;
}

function groupVersion({ resource }: Target): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isRecord(value) && typeof value.kind === 'string' && isRecord(value.metadata);
}

function review(user: User, body: unknown): unknown {
  const spec = isRecord(body) && isRecord(body.spec) ? body.spec : {};
  const attributes = isRecord(spec.resourceAttributes) ? spec.resourceAttributes : {};
  const allowed = mayDo(user, String(attributes.verb ?? 'get'));
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec,
    status: allowed ? { allowed } : { allowed, reason: `user "${user.name}" may only look` },
  };
}
