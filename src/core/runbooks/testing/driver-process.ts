import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Asked, asked, type Order, type Told, told } from './drive-order.ts';

const PROGRAM = fileURLToPath(new URL('./drive-runbook.ts', import.meta.url));

/** A process that drives runs, one after the other. It loads what it needs while something else goes on. */
export interface DriverProcess {
  /**
   * Has it drive.
   *
   * @param answer what it is told when it asks; a promise keeps it waiting
   * @returns null when it was killed; `hung` when it says nothing long after what is stuck is told. Then it is no more.
   */
  drive(order: Order, answer: (question: Asked) => unknown): Promise<Told | null | 'hung'>;
  kill(): Promise<void>;
}

/** After the time in which it tells that a run is stuck: opening and closing take their time, too. */
const HUNG_AFTER_MS = 60_000;

const said = z.union([asked, z.object({ told })]);

export function startDriverProcess(): DriverProcess {
  const child = fork(PROGRAM, [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Loading is most of what a kill costs.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'acgs-compile-cache') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const closed = once(child, 'close');
  return {
    drive(order, answer) {
      const { promise, resolve, reject } = Promise.withResolvers<Told | null | 'hung'>();
      const onMessage = async (message: unknown) => {
        const heard = said.parse(message);
        if ('told' in heard) resolve(heard.told);
        else {
          const answered = await answer(heard);
          // Killed meanwhile, it hears nothing any more.
          if (child.connected) child.send({ answered: answered ?? null }, () => undefined);
        }
      };
      child.on('message', (message) => onMessage(message).catch(reject));
      closed.then(([code, signal]: unknown[]) => {
        if (signal === 'SIGKILL') resolve(null);
        else reject(new Error(`The driving process ended with ${String(code)}`));
      }, reject);
      const hanging = setTimeout(() => {
        resolve('hung');
        child.kill('SIGKILL');
      }, order.patienceMs + HUNG_AFTER_MS);
      child.send(order);
      return promise.finally(() => {
        clearTimeout(hanging);
        child.removeAllListeners('message');
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
