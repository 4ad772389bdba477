import { randomUUID } from 'node:crypto';
import { type Cancel, type Clock, instantOf, toIso } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { AlertRecords, StoredMessage } from '../../store/alerts/index.ts';
import { isWorse } from '../levels.ts';
import { type Message, messageOf, messageSchema, type News } from './message.ts';
import type { Receiver } from './receiver.ts';

/** How a receiver is doing. */
export interface ReceiverView {
  name: string;
  kind: Receiver['kind'];
  from: Receiver['from'];
  state: 'idle' | 'ok' | 'failing' | 'unknown';
  /** Messages that wait to be taken. */
  waiting: number;
  lastSentAt: string | null;
  /** Why the last one was not taken. */
  problem: string | null;
  nextTryAt: string | null;
}

/** What became of a message to one receiver. */
export interface Heard extends Pick<StoredMessage, 'receiver' | 'state' | 'problem'> {}

/** Tells receivers what happened: each transition once to each, across restarts too. */
export interface Outbox {
  receivers: readonly Receiver[];
  /** Puts what a receiver was not told of yet into its outbox. */
  tell(receiver: Receiver, news: readonly News[]): void;
  /**
   * Tells everybody something that is about no alert, now, and waits for the first try: what is not taken then is
   * tried again like everything else. Each receiver is told once for a key, whatever is killed meanwhile.
   */
  announce(key: string, message: Message): Promise<Heard[]>;
  start(): void;
  /** Stops sending. What is on its way has a moment to be taken. */
  stop(): Promise<void>;
  views(): ReceiverView[];
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 600_000;
/** Who has not taken it by then has other troubles than to read it. */
const GIVE_UP_AFTER_MS = 4 * 3_600_000;
const GOODBYE_MS = 2000;

export function createOutbox(options: {
  records: AlertRecords;
  receivers: readonly Receiver[];
  clock: Clock;
  log: Log;
  redactor: Redactor;
}): Outbox {
  const { records, receivers, clock, log, redactor } = options;
  const { messages } = records;
  const busy = new Map<string, Promise<void>>();
  let cancel: Cancel = () => undefined;
  let running = false;
  /**
   * From a start to its stop. What is still on its way when it is cut stays marked so: the next start says that its
   * fate is unknown.
   */
  let stretch = { isCut: false };

  const wake = () => {
    cancel();
    if (!running) return;
    const nextAt = messages.nextDueAt();
    if (nextAt === null) return;
    cancel = clock.after(Math.max(0, nextAt - clock.now()), deliver);
  };

  const deliver = () => {
    for (const message of messages.due(clock.now())) {
      // One at a time: what hangs at one receiver keeps no other waiting.
      if (busy.has(message.receiver)) continue;
      void begin(message);
    }
    // What is due but has to wait for its turn comes after the one before it.
    if (messages.due(clock.now()).every(({ receiver }) => busy.has(receiver)) && busy.size > 0) {
      cancel();
      return;
    }
    wake();
  };

  const begin = (message: StoredMessage): Promise<void> => {
    const sending = sendOne(message).then(
      () => {
        busy.delete(message.receiver);
        if (running) deliver();
      },
      (error: unknown) => {
        busy.delete(message.receiver);
        log.error('what became of a notification cannot be written down', {
          ...{ receiver: message.receiver, error },
        });
        cancel();
        // It is due still: at once would be without end.
        if (running) cancel = clock.after(FIRST_RETRY_MS, deliver);
      },
    );
    busy.set(message.receiver, sending);
    return sending;
  };

  /** Rejects when the record cannot be written. */
  const sendOne = async ({ id, receiver: name, body, createdAt, attempts }: StoredMessage): Promise<void> => {
    if (!messages.begin(id)) return;
    const own = stretch;
    const receiver = receivers.find((it) => it.name === name);
    try {
      if (!receiver)
        throw new OperatorError('not-configured', `The profile names no receiver ${name} any more`);
      const problem = await receiver.send(messageSchema.parse(JSON.parse(body)), id);
      if (own.isCut) return;
      messages.sent(id, clock.now(), redactor.data(problem));
      if (problem !== null) {
        log.warn('a notification was not taken by all', { receiver: name, why: redactor.data(problem) });
      }
    } catch (error) {
      if (own.isCut) return;
      const { message, retryable } = redactor.data(problemOf(error));
      const now = clock.now();
      const again = retryable && now - createdAt < GIVE_UP_AFTER_MS;
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
      messages.failed(id, message, again ? now + waitMs : null, now);
      log.warn(again ? 'a notification was not taken, it is tried again' : 'a notification is given up', {
        receiver: name,
        why: message,
      });
    }
  };

  return {
    receivers,
    tell(receiver, news) {
      if (!receiver.isThere()) return;
      const byId = new Map(news.map((it) => [it.transition.id, it]));
      const wanted = [...byId.values()].filter(({ alert }) => !isWorse(receiver.from, alert.level));
      const groups = new Map<string, News[]>();
      for (const it of wanted) {
        const key = `${it.transition.kind} ${it.alert.name}`;
        groups.set(key, [...(groups.get(key) ?? []), it]);
      }
      for (const group of groups.values()) {
        messages.put(
          { id: randomUUID(), receiver: receiver.name, createdAt: clock.now() },
          group.map(({ transition }) => transition.id),
          (told) => JSON.stringify(redactor.data(messageOf(told.flatMap((id) => byId.get(id) ?? [])))),
        );
      }
      if (running) deliver();
    },
    async announce(key, message) {
      const here = receivers.filter((it) => it.isThere() && !isWorse(it.from, atLeastWarning(message.level)));
      const body = JSON.stringify(redactor.data(message));
      return Promise.all(
        here.map(async ({ name }) => {
          const id = `${key}/${name}`;
          messages.announce({ id, receiver: name, createdAt: clock.now(), body });
          if (running) deliver();
          // One at a time here too.
          while (isUntried(messages.get(id)) && busy.has(name)) await busy.get(name);
          const untried = messages.get(id);
          // In a process that does not send by itself, this one is sent all the same.
          if (isUntried(untried)) await begin(untried);
          const { state = 'unknown', problem = null } = messages.get(id) ?? {};
          return { receiver: name, state, problem };
        }),
      );
    },
    start() {
      running = true;
      stretch = { isCut: false };
      for (const { receiver } of messages.settle(clock.now())) {
        log.warn('not known whether a notification arrived, it is not sent again', { receiver });
      }
      deliver();
    },
    async stop() {
      running = false;
      cancel();
      const ending = stretch;
      if (busy.size === 0) return;
      const late = new Promise<void>((resolve) => {
        clock.real.after(GOODBYE_MS, resolve);
      });
      await Promise.race([Promise.allSettled(busy.values()), late]);
      ending.isCut = true;
      for (const receiver of receivers) receiver.cut?.();
    },
    views() {
      const latest = messages.latest(200);
      return receivers.map(({ name, kind, from }) => {
        const own = latest.filter(({ receiver }) => receiver === name);
        // What is on its way for the first time says nothing yet.
        const last = own.find(({ endedAt, problem }) => endedAt !== null || problem !== null);
        const waiting = own.filter(({ state }) => state === 'waiting' || state === 'sending');
        const sent = own.find(({ state }) => state === 'sent');
        const next = waiting.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b)[0];
        return {
          name,
          kind,
          from,
          state: stateOf(last),
          waiting: waiting.length,
          lastSentAt: instantOf(sent?.endedAt ?? null),
          problem: last?.problem ?? null,
          nextTryAt: next === undefined || last?.problem == null ? null : toIso(next),
        };
      });
    },
  };
}

/** A runbook that tells people something wants them to hear it: whoever takes warnings hears what is milder, too. */
function atLeastWarning(level: Message['level']): Message['level'] {
  return isWorse('warning', level) ? 'warning' : level;
}

function isUntried(message: StoredMessage | undefined): message is StoredMessage {
  return message?.state === 'waiting' && message.attempts === 0;
}

function stateOf(last: StoredMessage | undefined): ReceiverView['state'] {
  if (last === undefined) return 'idle';
  if (last.state === 'unknown') return 'unknown';
  return last.problem === null ? 'ok' : 'failing';
}
