import type { ParentPort } from 'electron';
import type { Sandbox } from '../sandbox/index.ts';
import type { SandboxMessage } from './sandbox.ts';

/** Starts a sandbox, tells the parent how that went, and runs until the parent says anything. */
export async function serveSandbox(
  parent: Pick<ParentPort, 'once' | 'postMessage'>,
  start: () => Promise<Pick<Sandbox, 'profilePath' | 'close'>>,
): Promise<void> {
  const tell = (message: SandboxMessage) => parent.postMessage(message);
  const told = new Promise<void>((resolve) => parent.once('message', () => resolve()));
  try {
    const sandbox = await start();
    tell({ ready: true, profilePath: sandbox.profilePath });
    await told;
    await sandbox.close();
  } catch (error) {
    tell({ ready: false, message: error instanceof Error ? error.message : String(error) });
    await told;
  }
}
