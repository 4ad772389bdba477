import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SYSTEMS, type SystemId } from '../connect/profile/systems.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Actor } from '../operate/actor.ts';
import type { OperationKind } from '../operate/operation.ts';
import { inOwnRecord } from '../operate/own-record.ts';
import type { BaselineRecords } from '../store/baselines/index.ts';
import type { BaselineContent } from './baseline.ts';
import type { BaselineBook, NamedBaseline } from './book.ts';
import type { Comparison } from './compare.ts';
import { differenceOf } from './diff.ts';
import { figureOf } from './figures.ts';
import type { Measuring } from './measure.ts';

const MINUTE_MS = 60_000;
/** Shorter ones hold too few samples to say anything; longer ones are not kept as they were measured. */
const LEAST_WINDOW_MS = 5 * MINUTE_MS;
const MOST_WINDOW_MS = 30 * 24 * 60 * MINUTE_MS;
const ONLY_SHOWN = 5;

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name is lower-case letters, digits and "-", at most 40');
const revision = z.number().int().positive();
const newRevision = z.strictObject({
  name,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Left out or empty: all. */
  systems: z.array(z.enum(SYSTEMS.map(({ id }) => id))).default([]),
  /** Whoever has it measured once, whatever is killed meanwhile, finds it by this again. */
  key: z.string().optional(),
});
const ofRevision = z.strictObject({ name, revision });
const ofName = z.strictObject({ name });

export type RecordParameters = z.infer<typeof newRevision>;
export type AdoptParameters = z.infer<typeof ofRevision>;

/** What an operator can do about baselines, for the door. */
export interface BaselineOperations {
  /** Measures a revision. The first of a name is in force at once, later ones when they are adopted. */
  record: OperationKind<RecordParameters>;
  /** Makes a revision the one that comparisons go by: an update, or an earlier one put back. */
  adopt: OperationKind<AdoptParameters>;
  remove: OperationKind<{ name: string }>;
  kinds: readonly OperationKind<unknown>[];
}

export function createBaselineOperations(options: {
  records: BaselineRecords;
  book: BaselineBook;
  measuring: Measuring;
  /** What the new revision's own time looks like against the one in force. */
  compare: (
    against: { name: string; revision: number },
    window: { from: number; to: number },
    signal: AbortSignal,
  ) => Promise<Comparison>;
  configured: () => readonly SystemId[];
  clock: Clock;
  actor: () => Actor;
}): BaselineOperations {
  const { records, book, measuring, compare, configured, clock } = options;

  const inForce = (wanted: string): NamedBaseline | undefined =>
    book.list().find((each) => each.name === wanted);

  const choose = (wanted: string, chosen: number | null, after: number | null) => {
    const at = clock.now();
    if (!records.choose({ name: wanted, revision: chosen, at, actor: options.actor().name }, after)) {
      throw new OperatorError('conflict', `The baseline ${wanted} was changed meanwhile; nothing was done`, {
        hint: 'Look at it again, then decide.',
      });
    }
  };
  const isChosen = (wanted: string, chosen: number | null) => records.choice(wanted)?.revision === chosen;

  const record: OperationKind<RecordParameters> = {
    kind: 'baselines.record',
    title: 'Record a performance baseline',
    // A revision that is not in force changes nothing that anybody goes by.
    risk: 'read',
    parameters: newRevision,
    permissions: () => [],
    async prepare(given, signal) {
      const [from, to] = [Date.parse(given.from), Date.parse(given.to)];
      checkWindow(from, to, clock.now());
      const systems = systemsOf(given.systems, configured());
      const current = inForce(given.name)?.current ?? null;
      const before = current === null ? null : book.revision(given.name, current);
      const content = await measuring.content({ systems, from, to }, before, signal);
      if (content.figures.every(({ kept }) => kept !== undefined)) throw nothingMeasured(content, given);
      const number = records.next(given.name);
      const after = records.choice(given.name)?.id ?? null;
      const isFirst = current === null;
      const measured = `from ${given.from} to ${given.to}`;
      return inOwnRecord({
        target: `baseline ${given.name}`,
        ...(isFirst ? { risk: 'change' } : {}),
        summary: isFirst
          ? `Record the baseline ${given.name} ${measured}`
          : `Measure revision ${number} of the baseline ${given.name} ${measured}`,
        calls: [
          {
            method: 'PUT',
            path: `/baselines/${given.name}/revisions/${number}`,
            body: { from: given.from, to: given.to, systems: given.systems },
          },
        ],
        notes: [
          contentWords(content),
          ...notUpdatedNotes(content),
          ...mixedNotes(content),
          ...(isFirst ? [] : ['Comparisons go by it when it is adopted, not before.']),
        ],
        execute: () => {
          const at = clock.now();
          const kept = records.insert({
            ...{ name: given.name, revision: number, recordedAt: at, recordedBy: options.actor().name },
            content: JSON.stringify({ ...content, key: given.key }),
          });
          if (!kept) {
            throw new OperatorError('conflict', `Somebody else has just recorded revision ${number}`, {
              hint: 'Do it again.',
            });
          }
          if (isFirst) choose(given.name, number, after);
          return { at: toIso(at), revision: number, figures: content.figures.length };
        },
        look: () =>
          records.revision(given.name, number)
            ? `Revision ${number} of ${given.name} is kept${isFirst ? ' and in force' : ''}: ${contentWords(content)}`
            : null,
      });
    },
  };

  const adopt: OperationKind<AdoptParameters> = {
    kind: 'baselines.adopt',
    title: 'Update a performance baseline',
    // What is worse by the baseline of before is as usual by the new one: nobody is told of it any more.
    risk: 'destructive',
    parameters: ofRevision,
    permissions: () => [],
    async prepare(given, signal) {
      const next = book.revision(given.name, given.revision);
      const there = inForce(given.name);
      const current = there?.current ?? null;
      const target = `baseline ${given.name}`;
      if (current === given.revision) {
        return inOwnRecord({
          target,
          summary: `Revision ${given.revision} of the baseline ${given.name} is in force already`,
          calls: [],
          execute: () => ({}),
          look: () => '',
        });
      }
      const after = records.choice(given.name)?.id ?? null;
      const { content = '' } = records.revision(given.name, given.revision) ?? {};
      const before = current === null ? null : book.revision(given.name, current);
      const found = before && (await compare({ name: given.name, revision: before.revision }, next, signal));
      return inOwnRecord({
        target,
        summary: `Let comparisons go by revision ${given.revision} of the baseline ${given.name}${before === null ? '' : `, not by revision ${before.revision}`}`,
        calls: [
          {
            method: 'PUT',
            path: `/baselines/${given.name}/current`,
            body: { revision: given.revision, sha256: createHash('sha256').update(content).digest('hex') },
          },
        ],
        diff: before && differenceOf(before, next),
        notes: [
          ...(found ? acceptedNotes(found) : []),
          ...(before ? [`Revision ${before.revision} is kept and can be put back.`] : []),
        ],
        inverse: before && {
          title: `Put revision ${before.revision} back`,
          kind: 'baselines.adopt',
          parameters: { name: given.name, revision: before.revision },
        },
        execute: () => {
          choose(given.name, given.revision, after);
          return { revision: given.revision, replaced: current };
        },
        look: () =>
          isChosen(given.name, given.revision)
            ? `Comparisons go by revision ${given.revision} of ${given.name}: ${contentWords(next)}`
            : null,
      });
    },
  };

  const remove: OperationKind<{ name: string }> = {
    kind: 'baselines.remove',
    title: 'Give a performance baseline up',
    risk: 'destructive',
    parameters: ofName,
    permissions: () => [],
    async prepare(given) {
      const { revision: current } = book.current(given.name);
      const after = records.choice(given.name)?.id ?? null;
      return inOwnRecord({
        target: `baseline ${given.name}`,
        summary: `Give the baseline ${given.name} up: nothing is compared with it any more`,
        calls: [{ method: 'DELETE', path: `/baselines/${given.name}/current` }],
        notes: [`Revision ${current} is kept and can be put back.`],
        inverse: {
          title: `Put revision ${current} back`,
          kind: 'baselines.adopt',
          parameters: { name: given.name, revision: current },
        },
        execute: () => {
          choose(given.name, null, after);
          return { replaced: current };
        },
        look: () => (isChosen(given.name, null) ? `Nothing is compared with ${given.name} any more` : null),
      });
    },
  };

  return { record, adopt, remove, kinds: [record, adopt, remove] };
}

function checkWindow(from: number, to: number, now: number): void {
  if (to > now) {
    throw new OperatorError(
      'usage',
      `${toIso(to)} is still to come: only what was measured can be a baseline`,
    );
  }
  if (to - from < LEAST_WINDOW_MS || to - from > MOST_WINDOW_MS) {
    throw new OperatorError('usage', 'A baseline is measured over 5 minutes at least and 30 days at most', {
      hint: 'A day holds every hour, a week every day of the week.',
    });
  }
}

function systemsOf(wanted: readonly SystemId[], configured: readonly SystemId[]): readonly SystemId[] {
  const missing = wanted.find((id) => !configured.includes(id));
  if (missing === undefined) return wanted.length > 0 ? wanted : configured;
  throw new OperatorError('usage', `The profile does not say how ${missing} is to be looked at`, {
    hint: `It does of ${configured.join(', ')}.`,
  });
}

function contentWords({ figures, notUpdated }: BaselineContent): string {
  const measured = figures.filter(({ kept }) => kept === undefined);
  const systems = new Set(measured.map(({ system }) => system)).size;
  const samples = measured.reduce((sum, each) => sum + each.samples, 0);
  const words = `${measured.length} figures of ${systems} ${systems === 1 ? 'system' : 'systems'}, from ${samples.toLocaleString('en-US')} samples`;
  if (notUpdated.length === 0) return words;
  return `${words}; ${notUpdated.length} not updated: too few samples`;
}

/** Those of which too little was measured: they stay as they are, or have no baseline yet. */
function notUpdatedNotes({ figures, notUpdated }: BaselineContent): string[] {
  const shown = notUpdated.slice(0, ONLY_SHOWN).map(({ system, figure, why }) => {
    const kept = figures.find((it) => it.system === system && it.figure === figure)?.kept;
    const instead = kept === undefined ? 'has no baseline yet' : `stays as in revision ${kept.revision}`;
    return `Not updated: ${system}: ${figureOf(figure).title} ${instead}; too few samples, ${why}.`;
  });
  const more = notUpdated.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more are not updated.`] : shown;
}

function nothingMeasured({ notUpdated }: BaselineContent, { from, to }: RecordParameters): OperatorError {
  const [first] = notUpdated;
  const hint = 'Figures are recorded while the window or acgs serve runs; name another time.';
  if (first === undefined)
    return new OperatorError('usage', `Nothing is recorded from ${from} to ${to}`, { hint });
  const which = `${first.system}: ${figureOf(first.figure).title}: ${first.why}`;
  return new OperatorError('usage', `Too few samples are recorded from ${from} to ${to}: ${which}`, { hint });
}

function mixedNotes({ versions }: BaselineContent): string[] {
  const mixed = versions.filter((version) => version.mixed).map(({ system }) => system);
  return mixed.length === 0 ? [] : [`More than one version ran in this time: ${mixed.join(', ')}.`];
}

/** What an update would have everybody take for usual. */
function acceptedNotes({ items, baseline }: Comparison): string[] {
  const worse = items.filter(({ verdict }) => verdict === 'worse');
  if (worse.length === 0) return [];
  const named = worse
    .slice(0, ONLY_SHOWN)
    .map((it) => `${it.system}: ${figureOf(it.figure.id).title}: ${it.words}`);
  const more = worse.length > ONLY_SHOWN ? [`… and ${worse.length - ONLY_SHOWN} more.`] : [];
  return [
    `It takes for usual what is worse by revision ${baseline.revision}: ${worse.length} ${worse.length === 1 ? 'figure' : 'figures'}.`,
    ...named.map((words) => `${words}.`),
    ...more,
  ];
}
