import type { IncomingMessage, ServerResponse } from 'node:http';

export function answer(response: ServerResponse, code: number, body: unknown): void {
  if (!response.headersSent) {
    response.writeHead(code, { 'content-type': 'application/json' });
  }
  response.end(`${JSON.stringify(body)}\n`);
}

/** `kubectl get` asks for tables; everyone else for objects. */
export function wantsTable(request: IncomingMessage): boolean {
  return /as=Table;v=v1;g=meta\.k8s\.io/.test(request.headers.accept ?? '');
}

/** How much of each object a table's row carries. */
export function includeOf(query: URLSearchParams): 'None' | 'Metadata' | 'Object' {
  const include = query.get('includeObject');
  return include === 'None' || include === 'Object' ? include : 'Metadata';
}
