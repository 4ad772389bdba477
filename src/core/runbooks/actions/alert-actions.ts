import type { Alerts, AlertsFrame, AlertView } from '../../alerts/index.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
import { foundOut, lookAction, MARKS, type Verdict } from './look-action.ts';
import type { Observe } from './metrics-looks.ts';
import type { Places } from './places.ts';
import { durationMs } from './values.ts';

const MOST_LINES = 20;
/** From the mildest to the worst. */
const LEVELS: readonly AlertView['level'][] = ['info', 'warning', 'critical', 'emergency'];

/** Alerts and the rules that find them, and what an operator does about them. */
export function alertActions(options: {
  alerts: Pick<Alerts, 'frame' | 'find' | 'operations'>;
  /** Has the rules evaluated, where nobody does so in a rhythm. */
  evaluate: Observe;
  door: Door;
  places: Places;
}): ActionKind[] {
  const { alerts, evaluate, door, places } = options;
  const frameNow = async (signal: AbortSignal) => {
    await evaluate(signal);
    signal.throwIfAborted();
    return alerts.frame();
  };
  return [
    lookAction({
      name: 'alerts.list',
      async look({ require, level, system }, { signal }) {
        const frame = await frameNow(signal);
        const wanted = system === undefined ? undefined : places.systemOf(system);
        const items = frame.items.filter(
          (it) =>
            LEVELS.indexOf(it.level) >= LEVELS.indexOf(level) &&
            (wanted === undefined || it.system === wanted),
        );
        const firing = items.filter(({ state }) => state === 'firing');
        const waiting = items.filter(({ state }) => state === 'pending');
        const blind = blindnessOf(frame);
        const verdict: Verdict = firing.length > 0 ? 'fail' : blind.length > 0 ? 'unknown' : 'pass';
        const count = (of: AlertView['level']) => firing.filter((it) => it.level === of).length;
        const shown = [
          ...firing.map((it) => `${MARKS.fail} ${alertWords(it)}`),
          ...waiting.map((it) => `${MARKS.unknown} ${alertWords(it)}, does not fire yet`),
        ];
        const more = shown.length - MOST_LINES;
        const output = {
          total: firing.length,
          critical: count('critical'),
          emergency: count('emergency'),
          unanswered: firing.filter(isUnanswered).length,
          lines: [
            ...(shown.length === 0 && blind.length === 0 ? [`${MARKS.pass} No alert fires or waits`] : []),
            ...shown.slice(0, MOST_LINES),
            ...(more > 0 ? [`${MARKS.fail} and ${more} more`] : []),
            ...blind.map((why) => `${MARKS.unknown} ${why}`),
          ],
        };
        const words = [
          firing.length === 0
            ? 'No alert fires'
            : `${firing.length} fire: ${firing.map(({ name }) => name).join(', ')}`,
          ...(waiting.length === 0 ? [] : [`${waiting.length} wait`]),
          ...blind,
        ].join('; ');
        return foundOut({ verdict, words, output, require });
      },
    }),
    lookAction({
      name: 'alerts.rules',
      async look({ require }, { signal }) {
        const { rules, problems } = await frameNow(signal);
        const failing = rules.filter(({ state }) => state === 'failing');
        const waiting = rules.filter(({ state }) => state === 'waiting');
        const blind = rules.filter(({ state }) => state === 'blind' || state === 'stale');
        const verdict: Verdict =
          failing.length + problems.length > 0
            ? 'fail'
            : rules.length === 0 || waiting.length > 0
              ? 'unknown'
              : 'pass';
        const words = [
          `${rules.length} rules are loaded`,
          ...(failing.length === 0 ? [] : [`${failing.length} cannot be evaluated`]),
          ...(waiting.length === 0 ? [] : [`${waiting.length} were not evaluated yet`]),
          ...(blind.length === 0 ? [] : [`${blind.length} are blind`]),
          ...problems.map(({ message }) => message),
        ].join('; ');
        const ruleLine = (mark: Verdict) => (rule: (typeof rules)[number]) =>
          `${MARKS[mark]} ${rule.name}: ${rule.why ?? rule.state}`;
        const output = {
          loaded: rules.length,
          blind: blind.length,
          failing: failing.length,
          lines: [
            `${MARKS[verdict]} ${words}`,
            ...failing.map(ruleLine('fail')),
            ...[...waiting, ...blind].map(ruleLine('unknown')),
          ],
        };
        return foundOut({ verdict, words, output, require });
      },
    }),
    doneByTheDoor(door, alerts.operations.acknowledge, 'alerts.acknowledge', async ({ id, note }) => ({
      id: alerts.find(id),
      note,
    })),
    doneByTheDoor(door, alerts.operations.silence, 'alerts.silence', async ({ matchers, reason, ...it }) => {
      const forMs = durationMs(it.for);
      if (forMs === undefined) throw new OperatorError('usage', `${it.for} is no span of time`);
      return { matchers, forMs, reason };
    }),
  ];
}

/** Why nothing that is shown speaks for now. */
function blindnessOf({ stale, evaluatedAt, problems, rules }: AlertsFrame): string[] {
  return [
    ...(stale
      ? [`The rules were last evaluated ${evaluatedAt === null ? 'never' : `at ${evaluatedAt}`}`]
      : []),
    ...(rules.some(({ state }) => state === 'good') ? [] : ['No rule knows anything of now']),
    ...problems.map(({ message }) => message),
  ];
}

function isUnanswered({ acknowledgedBy, silencedUntil, inhibitedBy }: AlertView): boolean {
  return acknowledgedBy === null && silencedUntil === null && inhibitedBy === null;
}

function alertWords({ level, name, system, summary, why }: AlertView): string {
  return `${level.toUpperCase()} ${name}${system === null ? '' : ` of ${system}`}: ${summary}; ${why}`;
}
