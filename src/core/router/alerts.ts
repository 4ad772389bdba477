import type { AlertsFrame } from '../alerts/index.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import type { Problem } from '../kernel/errors.ts';
import { moment, type Telling } from './told.ts';

export function alertRoutes({ os, told }: Telling, { alerts }: ControlCenter) {
  async function* frames(signal: AbortSignal | undefined, at: number | null) {
    for await (const frame of alerts.frames(signal, at)) yield frameView(frame);
  }
  return {
    watch: os.alerts.watch.handler(({ input, signal }) => told(frames(signal, moment(input.at)))),
    explain: os.alerts.explain.handler(({ input }) => {
      const { alert, words, rule, samples, history } = alerts.explain(input.id, moment(input.at));
      return {
        alert: itemView(alert),
        ...{ words: [...words], rule, samples: [...samples], history: [...history] },
      };
    }),
    log: os.alerts.log.handler(({ input }) => {
      const { name, lines, leftOut } = alerts.log({ ...input, at: moment(input.at) });
      return { name, lines: [...lines], leftOut };
    }),
  };
}

function frameView(frame: AlertsFrame) {
  const { items, silences, rules, warnings, problems, sources, receivers, notices, contacts, ...rest } =
    frame;
  return {
    ...rest,
    items: items.map(itemView),
    silences: silences.map((silence) => ({ ...silence, matchers: [...silence.matchers] })),
    rules: [...rules],
    warnings: [...warnings],
    problems: problems.map(problemView),
    sources: sources.map((source) => ({
      ...source,
      problem: source.problem && problemView(source.problem),
      alerts: source.alerts.map((alert) => ({ ...alert })),
      warnings: [...source.warnings],
    })),
    receivers: [...receivers],
    notices: [...notices],
    contacts: [...contacts],
  };
}

function itemView(item: AlertsFrame['items'][number]) {
  return { ...item, escalation: { ...item.escalation, path: [...item.escalation.path] } };
}

function problemView({ code, message, hint }: Problem) {
  return { code, message, hint };
}
