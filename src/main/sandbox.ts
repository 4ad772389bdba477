import { utilityProcess } from 'electron';
import { z } from 'zod';
import type { Clock } from '../core/kernel/clock.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Log } from '../core/kernel/log.ts';

/** Its stores say goodbye properly in far less; whoever is still there is not going to. */
const MAX_STOP_MS = 5_000;
const MAX_KEPT_OUTPUT = 2_000;

/** What the sandbox's process says once, in either case. */
export const sandboxMessage = z.union([
  z.object({ ready: z.literal(true), profilePath: z.string() }),
  z.object({ ready: z.literal(false), message: z.string() }),
]);
export type SandboxMessage = z.infer<typeof sandboxMessage>;

export interface RunningSandbox {
  profilePath: string;
  stop(): Promise<void>;
}

/**
 * Starts the practice system in a process of its own. It is one of Electron's utility processes: the
 * installed application cannot run as plain Node, that fuse is off.
 *
 * @param entry absolute path of the sandbox's bundle
 * @throws OperatorError `internal` when it does not start
 */
export async function startSandbox(options: {
  entry: string;
  clock: Clock;
  log: Log;
}): Promise<RunningSandbox> {
  const { entry, clock, log } = options;
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'ACGS sandbox',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-MAX_KEPT_OUTPUT);
  });
  const exited = new Promise<number>((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.postMessage('stop');
    const cancel = clock.after(MAX_STOP_MS, () => child.kill());
    await exited;
    cancel();
  };

  const first = await Promise.race([
    new Promise<unknown>((resolve) => child.once('message', resolve)),
    exited.then((code) => ({
      ready: false,
      message: `The sandbox stopped before it was ready (exit ${code})`,
    })),
  ]);
  const message = sandboxMessage.safeParse(first);
  if (message.data?.ready) {
    log.info('sandbox ready');
    return { profilePath: message.data.profilePath, stop };
  }
  log.error('sandbox did not start', { said });
  await stop();
  throw new OperatorError(
    'internal',
    message.success && !message.data.ready ? message.data.message : 'The sandbox did not say where it is',
  );
}
