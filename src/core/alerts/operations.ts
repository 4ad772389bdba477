import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Actor } from '../operate/actor.ts';
import type { Call, OperationKind } from '../operate/operation.ts';
import { inOwnRecord } from '../operate/own-record.ts';
import type { AlertRecords, StoredAlert, StoredTransition } from '../store/alerts/index.ts';
import { alertWords, spanWords } from './book.ts';
import { checkMatchers, MOST_SILENT_MS, matcherWords, silences } from './silences.ts';

const LONGEST_TEXT = 2000;
const LONGEST_VALUE = 1000;
const note = z.string().max(LONGEST_TEXT, `a note has at most ${LONGEST_TEXT} characters`).default('');
const ofAlert = z.strictObject({ id: z.string().min(1).max(64), note });
const newSilence = z.strictObject({
  matchers: z.array(
    z.strictObject({
      name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      operator: z.enum(['=', '!=', '=~', '!~']),
      value: z.string().max(LONGEST_VALUE, `a value has at most ${LONGEST_VALUE} characters`),
    }),
  ),
  /** Milliseconds from now. */
  forMs: z.number().int().positive(),
  reason: z
    .string()
    .trim()
    .min(1, 'a silence needs a reason')
    .max(LONGEST_TEXT, `a reason has at most ${LONGEST_TEXT} characters`),
});
const ofSilence = z.strictObject({ id: z.string().min(1).max(64) });

export type AcknowledgeParameters = z.infer<typeof ofAlert>;
export type SilenceParameters = z.infer<typeof newSilence>;
export type UnsilenceParameters = z.infer<typeof ofSilence>;

/** What an operator can do about alerts, for the door. */
export interface AlertOperations {
  acknowledge: OperationKind<AcknowledgeParameters>;
  reopen: OperationKind<AcknowledgeParameters>;
  silence: OperationKind<SilenceParameters>;
  unsilence: OperationKind<UnsilenceParameters>;
  kinds: readonly OperationKind<unknown>[];
}

export function createAlertOperations(options: {
  records: AlertRecords;
  clock: Clock;
  actor: () => Actor;
  /** Told of what was done, once it is in the book. */
  onTransition: (transition: StoredTransition) => void;
}): AlertOperations {
  const { records, clock, onTransition } = options;

  const found = (id: string): StoredAlert => {
    const alert = records.get(id);
    if (alert) return alert;
    throw new OperatorError('not-found', `There is no alert ${id}`, {
      hint: 'acgs alerts list shows those there are.',
    });
  };

  const write = (
    kind: StoredTransition['kind'],
    about: Pick<StoredTransition, 'alert' | 'silence' | 'level'>,
    words: string,
    change: (actor: string, at: number) => boolean,
  ): Record<string, unknown> => {
    const actor = options.actor().name;
    const at = clock.now();
    const transition = records.together(() => {
      if (!change(actor, at)) {
        throw new OperatorError('conflict', 'Somebody else was faster: it is so already, nothing was done');
      }
      return records.addTransition({ ...about, at, kind, actor, words });
    });
    onTransition(transition);
    return { at: toIso(at) };
  };

  const ackKind = (
    kind: 'acknowledge' | 'reopen',
    title: string,
    sentence: (alert: StoredAlert) => string,
    isSo: (alert: StoredAlert) => boolean,
    change: (alert: StoredAlert, said: string, actor: string, at: number) => boolean,
  ): OperationKind<AcknowledgeParameters> => ({
    kind: `alerts.${kind}`,
    title,
    // It changes what is written here and nothing of the system: at 3 a.m. no name is to be typed for it.
    // Read-only mode refuses it all the same.
    risk: 'read',
    parameters: ofAlert,
    permissions: () => [],
    async prepare({ id, note: said }) {
      const alert = found(id);
      if (alert.state !== 'firing') {
        throw new OperatorError(
          'usage',
          `${alertWords(alert)} is ${alert.state}, not firing: nothing was done`,
        );
      }
      const path = `/alerts/${id}/acknowledgement`;
      const call: Call =
        kind === 'acknowledge' ? { method: 'PUT', path, body: { note: said } } : { method: 'DELETE', path };
      return inOwnRecord({
        target: `alert ${id}`,
        summary: isSo(alert) ? sentence(alert) : `${title}: ${alertWords(alert)}`,
        calls: isSo(alert) ? [] : [call],
        execute: () =>
          write(
            kind === 'acknowledge' ? 'acknowledged' : 're-opened',
            { alert: id, silence: null, level: alert.level },
            `${alertWords(alert)} is ${kind === 'acknowledge' ? 'acknowledged' : 're-opened'}${said === '' ? '' : `: ${said}`}`,
            (actor, at) => change(alert, said, actor, at),
          ),
        look: () => (isSo(found(id)) ? sentence(found(id)) : null),
      });
    },
  });

  const acknowledge = ackKind(
    'acknowledge',
    'Acknowledge an alert',
    (alert) => `${alertWords(alert)} is acknowledged by ${alert.ackedBy ?? 'somebody'}`,
    (alert) => alert.ackedAt !== null,
    (alert, said, actor, at) => records.acknowledge(alert.id, actor, at, said),
  );
  const reopen = ackKind(
    'reopen',
    'Re-open an alert',
    (alert) => `${alertWords(alert)} waits for an answer again`,
    (alert) => alert.ackedAt === null,
    (alert) => records.reopen(alert.id),
  );

  const silence: OperationKind<SilenceParameters> = {
    kind: 'alerts.silence',
    title: 'Silence alerts',
    risk: 'change',
    parameters: newSilence,
    permissions: () => [],
    async prepare({ matchers, forMs, reason }) {
      checkMatchers(matchers);
      if (forMs > MOST_SILENT_MS) {
        throw new OperatorError('usage', `A silence lasts 24 h at most, not ${spanWords(forMs)}`, {
          hint: 'Silence it for a day and look again tomorrow, or mend its rule.',
        });
      }
      const open = records.open();
      const silent = open.filter(({ labels }) => silences.matches(matchers, labels));
      const grave = silent.filter(({ level }) => level === 'critical' || level === 'emergency');
      const words = matchers.map(matcherWords).join(', ');
      const id = randomUUID().slice(0, 8);
      return inOwnRecord({
        target: `silence of ${words}`,
        summary: `Silence alerts with ${words} for ${spanWords(forMs)}`,
        calls: [{ method: 'PUT', path: `/silences/${id}`, body: { matchers, forMs, reason } }],
        stableCalls: [{ method: 'PUT', path: '/silences', body: { matchers, forMs, reason } }],
        notes: [
          silent.length === 0
            ? 'No alert of now is silenced by it, only later ones.'
            : `Silenced now: ${silent.map(alertWords).join(', ')}.`,
          ...(grave.length > 0 ? ['Nobody is called for what is silenced, however grave.'] : []),
        ],
        execute: () => ({
          silence: id,
          ...write(
            'silenced',
            { alert: null, silence: id, level: grave.length > 0 ? 'critical' : 'info' },
            `Alerts with ${words} are silenced for ${spanWords(forMs)}: ${reason}`,
            (createdBy, createdAt) => {
              const until = createdAt + forMs;
              records.insertSilence({ id, matchers, reason, createdBy, createdAt, until, endedAt: null });
              return true;
            },
          ),
        }),
        look: () => {
          const made = records.silence(id);
          return made?.endedAt === null ? `Silence ${id} holds until ${toIso(made.until)}` : null;
        },
      });
    },
  };

  const unsilence: OperationKind<UnsilenceParameters> = {
    kind: 'alerts.unsilence',
    title: 'Take back a silence',
    risk: 'read',
    parameters: ofSilence,
    permissions: () => [],
    async prepare({ id }) {
      const silence = records.silence(id);
      if (!silence) {
        throw new OperatorError('not-found', `There is no silence ${id}`, {
          hint: 'acgs alerts list shows those there are.',
        });
      }
      const words = silence.matchers.map(matcherWords).join(', ');
      return inOwnRecord({
        target: `silence of ${words}`,
        summary:
          silence.endedAt === null ? `Take back the silence of ${words}` : `The silence of ${words} is over`,
        calls: silence.endedAt === null ? [{ method: 'DELETE', path: `/silences/${id}` }] : [],
        execute: () =>
          write(
            'unsilenced',
            { alert: null, silence: id, level: 'info' },
            `The silence of ${words} is taken back`,
            (_actor, at) => records.endSilence(id, at),
          ),
        look: () => (records.silence(id)?.endedAt === null ? null : `Alerts with ${words} are heard again`),
      });
    },
  };

  return { acknowledge, reopen, silence, unsilence, kinds: [acknowledge, reopen, silence, unsilence] };
}
