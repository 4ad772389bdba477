import { type KeyObject, sign } from 'node:crypto';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Actor } from '../actor.ts';
import type { OperationJournal } from '../record.ts';
import type { Operators } from './index.ts';

/** Who is logged in at this host. It is in memory only: a start begins with nobody. */
export interface Session {
  current(): { id: string; name: string; since: string } | null;
  /** Whoever is logged in, or the person as the operating system knows them. */
  actor(): Actor;
  /**
   * @param passphrase null where the key is in the key store
   * @throws OperatorError `refused` when the passphrase is wrong, which is journaled
   */
  logIn(nameOrId: string, passphrase: string | null): Promise<void>;
  logOut(): void;
  /** Somebody is still there: the time after which they are logged out begins again. */
  stay(): void;
  /**
   * Signs in the name of whoever is logged in.
   *
   * @throws OperatorError `refused` when nobody is
   */
  sign(text: string): { by: { id: string; name: string }; signature: string };
  subscribe(listener: () => void): () => void;
  close(): void;
}

interface LogIn {
  id: string;
  name: string;
  key: KeyObject;
  since: number;
  /** When something was last heard of them, by both clocks. */
  seen: { now: number; monotonic: number };
  cancel: () => void;
}

/** Long enough for reading a runbook, short enough for a screen that was left alone. */
export const IDLE_MS = 30 * 60_000;

export function createSession(options: {
  operators: Operators;
  journal: OperationJournal;
  clock: Clock;
  /** `alice@jump-host`: who is at the machine, whoever is logged in. */
  localActor: string;
  log: Log;
  idleMs?: number;
}): Session {
  const { operators, journal, clock, log, localActor, idleMs = IDLE_MS } = options;
  const listeners = new Set<() => void>();
  let present: LogIn | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const tell = (kind: string, summary: string, name: string, actor: string, data: Record<string, string>) => {
    journal.append({
      at: clock.now(),
      actor,
      kind: `operator.${kind}`,
      subject: `operator ${name}`,
      summary,
      data: { machine: localActor, ...data },
    });
  };
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };

  /** The key is gone before anything is written: a journal that cannot be written must not keep them in. */
  const leave = (summary: (name: string) => string) => {
    if (present === null) return;
    const { id, name, cancel } = present;
    cancel();
    present = null;
    notify();
    tell('logged-out', summary(name), name, name, { id });
  };

  /** Timers stand still while a machine sleeps, so both clocks are asked whenever it matters. */
  const idle = ({ seen }: LogIn) =>
    clock.now() - seen.now >= idleMs || clock.monotonic() - seen.monotonic >= idleMs;

  const idleMinutes = Math.round(idleMs / 60_000);
  const here = (): LogIn | null => {
    if (present === null) return null;
    if (idle(present)) leave((name) => `${name} was logged out after ${idleMinutes} minutes without a sign`);
    else if (operators.publicKey(present.id)?.retired !== false) {
      leave((name) => `${name} was logged out: no operator any more`);
    }
    return present;
  };

  const watch = (logIn: LogIn) => {
    logIn.cancel();
    logIn.seen = { now: clock.now(), monotonic: clock.monotonic() };
    logIn.cancel = clock.after(idleMs, () => {
      try {
        here();
      } catch (error) {
        log.error('a log-out could not be journaled', { error });
      }
    });
  };

  const enter = async (nameOrId: string, passphrase: string | null): Promise<void> => {
    const { id, name } = operators.find(nameOrId);
    const key = await operators.unlock(id, passphrase);
    if (key === undefined) {
      tell('log-in-failed', `Somebody tried to log in as ${name} with a wrong passphrase`, name, localActor, {
        id,
      });
      throw new OperatorError('refused', `The passphrase is not that of ${name}`, { hint: 'Try again.' });
    }
    leave((before) => `${before} made room for ${name}`);
    tell('logged-in', `${name} logged in`, name, name, { id });
    const since = clock.now();
    present = { id, name, key, since, seen: { now: since, monotonic: 0 }, cancel: () => {} };
    watch(present);
    notify();
  };

  return {
    current() {
      const logIn = here();
      return logIn && { id: logIn.id, name: logIn.name, since: toIso(logIn.since) };
    },
    actor() {
      const logIn = here();
      return logIn
        ? { name: logIn.name, operator: { id: logIn.id, name: logIn.name } }
        : { name: localActor, operator: null };
    },
    logIn(nameOrId, passphrase) {
      // One at a time: each guess takes 128 MiB.
      const entered = queue.then(() => enter(nameOrId, passphrase));
      queue = entered.catch(() => {});
      return entered;
    },
    logOut: () => leave((name) => `${name} logged out`),
    stay() {
      const logIn = here();
      if (logIn !== null) watch(logIn);
    },
    sign(text) {
      const logIn = here();
      if (logIn === null) {
        throw new OperatorError('refused', 'Nobody is logged in', {
          hint: 'Log in as an operator (on the command line: --operator NAME).',
        });
      }
      watch(logIn);
      const { id, name, key } = logIn;
      return { by: { id, name }, signature: sign(null, Buffer.from(text), key).toString('base64url') };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      try {
        leave((name) => `${name} was logged out: the control center was closed`);
      } catch (error) {
        log.error('a log-out could not be journaled', { error });
      }
    },
  };
}
