import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A request that changed something, as the audit log of an API server has it. */
export interface AuditedChange {
  /** When the request arrived, epoch milliseconds. */
  at: number;
  user: string;
  /** `patch`, `update`, `create`, `delete`. */
  verb: string;
  /** Without its query. */
  path: string;
  /** The program that asked. */
  userAgent: string;
}

const event = z.object({
  requestReceivedTimestamp: z.string(),
  user: z.object({ username: z.string() }),
  verb: z.string(),
  requestURI: z.string(),
  userAgent: z.string().default('nobody'),
  responseStatus: z.object({ code: z.number() }),
});

/** What an API server is started with to keep an audit log of changes in this folder. */
export async function auditing(folder: string): Promise<string[]> {
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    rules: [{ level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete'] }, { level: 'None' }],
  };
  await writeFile(join(folder, 'audit-policy.json'), JSON.stringify(policy));
  return [
    `--audit-policy-file=${join(folder, 'audit-policy.json')}`,
    `--audit-log-path=${join(folder, 'audit.log')}`,
  ];
}

/** Those that were carried out, without rehearsals (`dryRun`). */
export async function auditedChanges(folder: string): Promise<AuditedChange[]> {
  const lines = (await readFile(join(folder, 'audit.log'), 'utf8')).split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const { requestReceivedTimestamp, user, verb, requestURI, userAgent, responseStatus } = event.parse(
      JSON.parse(line),
    );
    const at = Date.parse(requestReceivedTimestamp);
    const [path = '', query = ''] = requestURI.split('?');
    return responseStatus.code >= 400 || query.includes('dryRun=')
      ? []
      : [{ at, user: user.username, verb, path, userAgent }];
  });
}
