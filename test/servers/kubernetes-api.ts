import { createInterface } from 'node:readline';
import { Pool } from 'undici';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What every Kubernetes object has; the rest is read where it is needed. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
  };
}

export interface KubernetesList<T> {
  metadata: { resourceVersion: string; continue?: string };
  items: T[];
}

export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** A plain client of the Kubernetes API for setting up tests; it shares no code with the product's. */
export interface KubernetesApi {
  get<T = unknown>(path: string): Promise<T>;
  post<T = unknown>(path: string, body: Json): Promise<T>;
  /** A JSON merge patch (RFC 7386). */
  patch<T = unknown>(path: string, body: Json): Promise<T>;
  delete(path: string, body?: Json): Promise<void>;
  watch<T>(path: string, signal: AbortSignal): AsyncGenerator<WatchEvent<T>>;
  close(): Promise<void>;
}

/** The answer of the API server to a request that it refused. */
export class KubernetesApiError extends Error {
  readonly status: number;

  constructor(method: string, path: string, status: number, body: string) {
    super(`${method} ${path} was answered ${status}: ${body}`);
    this.name = 'KubernetesApiError';
    this.status = status;
  }
}

export function kubernetesApi(server: string, authority: string, token: string): KubernetesApi {
  const pool = new Pool(server, {
    connections: 64,
    connect: { ca: authority },
    headersTimeout: 60_000,
    bodyTimeout: 0,
  });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };

  async function request<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: Json,
  ): Promise<T> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const response = await pool.request({
      method,
      path,
      headers: body === undefined ? headers : { ...headers, 'content-type': type },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    if (response.statusCode >= 400) throw new KubernetesApiError(method, path, response.statusCode, text);
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    return JSON.parse(isJson ? text : JSON.stringify(text));
  }

  return {
    get: (path) => request('GET', path),
    post: (path, body) => request('POST', path, body),
    patch: (path, body) => request('PATCH', path, body),
    async delete(path, body) {
      await request('DELETE', path, body);
    },
    async *watch(path, signal) {
      const response = await pool.request({ method: 'GET', path, headers, signal });
      if (response.statusCode >= 400)
        throw new KubernetesApiError('GET', path, response.statusCode, await response.body.text());
      for await (const line of createInterface({ input: response.body })) if (line) yield JSON.parse(line);
    },
    close: () => pool.destroy(),
  };
}
