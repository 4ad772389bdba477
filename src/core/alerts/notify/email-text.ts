import { levelWord } from '../book.ts';
import type { Message } from './message.ts';

/** A mail that nobody can read to its end says less than one that is cut. */
const MOST_ALERTS = 50;
const LONGEST_SUBJECT = 180;
const LONGEST_VALUE = 2000;

type AlertOfMessage = Message['alerts'][number];

/** One line, whatever the names of alerts and systems hold. */
export function subjectOf(message: Message, system: string): string {
  const subject = `[${inOneLine(system)}] ${inOneLine(message.title)}`;
  return subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT - 1)}…` : subject;
}

export function textOf(message: Message, system: string): string {
  const { shown, rest } = shownOf(message);
  const width = Math.max(...shown.flatMap((alert) => factsOf(message, alert).map(([title]) => title.length)));
  const blocks = shown.map((alert) =>
    factsOf(message, alert)
      .map(([title, value]) => `${`${title}:`.padEnd(width + 2)}${value}`)
      .join('\n'),
  );
  return [inOneLine(message.title), ...blocks, ...rest, footerOf(system)].join('\n\n').concat('\n');
}

export function htmlOf(message: Message, system: string): string {
  const { shown, rest } = shownOf(message);
  const tables = shown.map((alert) => {
    const rows = factsOf(message, alert).map(
      ([title, value]) =>
        `<tr><th align="left" valign="top" style="padding:2px 16px 2px 0;font-weight:600;white-space:nowrap">${escaped(title)}</th><td style="padding:2px 0">${escaped(value)}</td></tr>`,
    );
    return `<table cellspacing="0" style="margin:0 0 20px;border-collapse:collapse">${rows.join('')}</table>`;
  });
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"></head>',
    '<body style="font-family:sans-serif;font-size:14px;line-height:1.4">',
    `<h1 style="font-size:18px;margin:0 0 16px">${escaped(inOneLine(message.title))}</h1>`,
    ...tables,
    ...rest.map((line) => `<p>${escaped(line)}</p>`),
    `<p style="font-size:12px">${escaped(footerOf(system))}</p>`,
    '</body></html>',
  ].join('\n');
}

/** What there is to say of an alert, in the order in which whoever was woken by it asks. */
function factsOf({ kind, level }: Message, alert: AlertOfMessage): [title: string, value: string][] {
  const { summary, why, startsAt, endsAt, respondBy, runbook, procedure, labels } = alert;
  const facts: [string, string | null][] = [
    ['What', summary],
    ['Level', levelWord(level)],
    ['Why', why === summary ? null : why],
    [kind === 'notice' ? 'Told' : 'Since', timeOf(startsAt)],
    ['Resolved', kind === 'notice' ? null : endsAt && timeOf(endsAt)],
    ['Respond by', kind === 'resolved' ? null : respondBy && timeOf(respondBy)],
    ['Runbook', procedure === null || procedure === runbook ? runbook : `${procedure} (${runbook})`],
    ['Acknowledged', acknowledgementOf(alert, kind)],
    [
      'Labels',
      Object.entries(labels)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(', '),
    ],
    kind === 'notice'
      ? ['Run', `acgs runs show ${alert.id}`]
      : ['Explain', `acgs alerts explain ${alert.id}`],
  ];
  return facts.flatMap(([title, value]): [string, string][] => {
    const line = inOneLine(value ?? '');
    return line === '' ? [] : [[title, cut(line)]];
  });
}

function acknowledgementOf(alert: AlertOfMessage, kind: Message['kind']): string | null {
  const { acknowledgedBy, acknowledgedAt, note } = alert;
  if (acknowledgedBy === null) return kind === 'resolved' || kind === 'notice' ? null : 'by nobody yet';
  const at = acknowledgedAt === null ? '' : `, ${timeOf(acknowledgedAt)}`;
  return `by ${acknowledgedBy}${at}${note === null ? '' : `: ${note}`}`;
}

function shownOf({ alerts }: Message): { shown: AlertOfMessage[]; rest: string[] } {
  const more = alerts.length - MOST_ALERTS;
  return {
    shown: alerts.slice(0, MOST_ALERTS),
    rest: more > 0 ? [`And ${more} more alerts of this rule: acgs alerts list shows them.`] : [],
  };
}

function footerOf(system: string): string {
  return `ACGS Control Center, ${inOneLine(system)}. What is shown was so when this was written; acgs alerts list shows what is so now.`;
}

/** `2025-06-27 09:05:00 UTC` */
function timeOf(instant: string): string {
  return instant.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}

function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (it) => ENTITIES[it] ?? it);
}
