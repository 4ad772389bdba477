import { requirePart } from '../../scripts/provision/parts.ts';
import { freePort } from './free-port.ts';
import { startProcess, waitUntilReady } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestObjectStore {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** An S3 server (s3rver) with one empty bucket. It has no versioning; its one account is fixed by the program. */
export async function startObjectStore(options: { bucket?: string } = {}): Promise<TestObjectStore> {
  const program = requirePart('objects');
  const bucket = options.bucket ?? 'acgs-artifacts';
  const folder = await temporaryFolder('objects');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const launch = async () => {
    const server = startProcess({
      name: 's3rver',
      command: process.execPath,
      args: [
        '--no-deprecation',
        program,
        ...['--directory', folder.path, '--address', '127.0.0.1', '--port', String(port)],
        ...['--silent', '--no-vhost-buckets', '--configure-bucket', bucket],
      ],
    });
    await waitUntilReady('s3rver', server, async () => (await fetch(`${endpoint}/${bucket}`)).status < 500);
    return server;
  };
  let server = await launch();
  return {
    endpoint,
    region: 'us-east-1',
    bucket,
    accessKey: 'S3RVER',
    secretKey: 'S3RVER',
    stop: () => server.stop(),
    async start() {
      server = await launch();
    },
    async close() {
      await server.stop('SIGKILL');
      await folder.remove();
    },
  };
}
