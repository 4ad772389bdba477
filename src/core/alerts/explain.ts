import { toIso } from '../kernel/clock.ts';
import type { StoredAlert, StoredTransition } from '../store/alerts/index.ts';
import { secondOf, spanWords } from './book.ts';
import type { RuleStanding } from './evaluator.ts';
import type { Inputs } from './inputs.ts';
import type { AlertView } from './view.ts';

/** Why an alert is as it is, with what it goes by. */
export interface Explanation {
  alert: AlertView;
  /** In the order in which one would tell it. */
  words: readonly string[];
  rule: {
    group: string;
    file: string;
    expression: string | null;
    forMs: number | null;
    problem: string | null;
  };
  samples: readonly {
    series: string;
    /** Null: not a number, or the series ended. */
    value: number | null;
    at: string;
    ageMs: number;
    state: 'fresh' | 'old' | 'ended';
  }[];
  history: readonly { at: string; kind: string; actor: string; words: string }[];
}

const FRESH_MS = 60_000;

export function explain(
  alert: StoredAlert,
  view: AlertView,
  known: {
    now: number;
    standing: RuleStanding | undefined;
    inputs: Inputs;
    history: readonly StoredTransition[];
  },
): Explanation {
  const { now, standing, inputs } = known;
  const rule = standing?.rule;
  const samples = rule === undefined ? [] : inputs.evidence(rule.expression, alert.labels, now);
  const newest = samples.length === 0 ? null : Math.max(...samples.map(({ at }) => at));
  const says = alert.value === null ? 'is not a number' : `is ${plain(alert.value)}`;
  const forMs = rule?.forMs ?? null;
  const words = [
    `${view.name} is ${view.why}.`,
    rule === undefined
      ? 'Its rule is not loaded any more.'
      : `Its rule asks ${oneLine(rule.text)}; the value ${view.state === 'resolved' ? 'last seen ' : ''}${says}.`,
    ...(view.state === 'pending' && forMs !== null
      ? [
          `It holds since ${secondOf(alert.activeAt)} and fires at ${secondOf(alert.activeAt + forMs)} unless it ceases.`,
        ]
      : []),
    ...(view.state === 'firing' && view.respondBy !== null && view.acknowledgedBy === null
      ? [answerWords(Date.parse(view.respondBy), now)]
      : []),
    ...(view.acknowledgedBy === null
      ? []
      : [`${view.acknowledgedBy} acknowledged it${view.note === null ? '' : `: ${view.note}`}.`]),
    ...(view.silencedUntil === null ? [] : [`It is silenced until ${view.silencedUntil}.`]),
    ...(view.inhibitedBy === null
      ? []
      : [`${view.inhibitedBy.name} is worse and to be answered first (${view.inhibitedBy.id}).`]),
    ...(view.flapping === null ? [] : [`It flaps: it fired ${view.flapping} times within an hour.`]),
    newest === null
      ? 'No sample of what it goes by is recorded.'
      : now - newest > FRESH_MS
        ? `No data since ${secondOf(newest)}, ${spanWords(now - newest)} ago.`
        : `The newest sample is ${spanWords(now - newest)} old.`,
    ...(view.procedure === null
      ? ['No runbook is named for it.']
      : [`The answer is the runbook ${view.runbook} (${view.procedure}).`]),
  ];
  return {
    alert: view,
    words,
    rule: {
      group: alert.group,
      file: alert.file,
      expression: rule?.text ?? null,
      forMs,
      problem: standing?.problem ?? null,
    },
    samples: samples.map(({ labels, at, value, ended }) => ({
      series: seriesText(labels),
      value: ended || Number.isNaN(value) ? null : value,
      at: toIso(at),
      ageMs: now - at,
      state: ended ? 'ended' : now - at > FRESH_MS ? 'old' : 'fresh',
    })),
    history: known.history.map(({ at, kind, actor, words: said }) => ({
      at: toIso(at),
      kind,
      actor,
      words: said,
    })),
  };
}

function answerWords(respondBy: number, now: number): string {
  return respondBy > now
    ? `It is to be answered within ${spanWords(respondBy - now)}.`
    : `It was to be answered ${spanWords(now - respondBy)} ago.`;
}

function seriesText(labels: Iterable<readonly [string, string]>): string {
  const { __name__: name = '', ...others } = Object.fromEntries(labels);
  const parts = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function plain(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
