import { escapeMarkdown } from '../../kernel/markdown.ts';
import { escapeHtml, facts, pageHtml, table } from '../../kernel/report-page.ts';
import { type ComplianceReport, share } from './report.ts';

export const REPORT_FORMATS = ['html', 'md', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report as the text of a file. */
export function renderReport(format: ReportFormat, report: ComplianceReport): string {
  switch (format) {
    case 'html':
      return html(report);
    case 'md':
      return markdown(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
  }
}

/** What stands in it, in order; a table without rows says so. */
interface Section {
  title: string;
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  none: string;
}

function sectionsOf({ parts, changes, violations }: ComplianceReport): Section[] {
  return [
    {
      title: 'Parts',
      heads: ['Part', 'State', 'At least', 'At most', 'Target', 'Seen since'],
      rows: parts.map(({ title, state, value, atMost, target, observedAt }) => [
        ...[title, state, share(value), share(atMost), share(target), observedAt ?? 'never'],
      ]),
      none: 'Nothing was looked at.',
    },
    {
      title: 'Since the validation before',
      heads: ['What became of it'],
      rows: changes.map((line) => [line]),
      none: 'There is no validation of half a day ago or more to compare with.',
    },
    {
      title: 'What it lacks',
      heads: ['Part', 'Item', 'Counts', 'Why'],
      rows: parts.flatMap(({ title, lacking }) =>
        lacking.map((item) => [title, item.title, share(item.counts), item.says ?? '']),
      ),
      none: 'Everything counts in full.',
    },
    {
      title: 'Violations that are not over',
      heads: ['Detected', 'Component', 'Rule', 'Severity', 'State', 'What was seen'],
      rows: violations.map((it) => [
        ...[it.detectedAt, it.component, it.rule, it.severity, it.state, it.says],
      ]),
      none: 'None.',
    },
    {
      title: 'Evidence',
      heads: ['Part', 'Pieces', 'SHA-256 of its items'],
      rows: parts.map(({ title, evidence }) => [title, String(evidence.count), evidence.sha256]),
      none: 'None.',
    },
  ];
}

function factsOf(report: ComplianceReport): (readonly [string, string])[] {
  const { score } = report;
  return [
    ['Profile', `${report.profile} (${report.environment})`],
    ['Validated', `${report.checkedAt}, ${report.mode}`],
    ['Validation', report.id],
    [
      'Score',
      `at least ${share(score.value)}, at most ${share(score.atMost)}, target above ${share(score.target)}`,
    ],
    ['Constitutional hash', report.expectedHash],
    ['Evidence (SHA-256)', report.evidenceSha256],
  ];
}

function html(report: ComplianceReport): string {
  const sections = sectionsOf(report).map(
    ({ title, heads, rows, none }) =>
      `<h2>${escapeHtml(title)}</h2>\n${rows.length === 0 ? `<p>${escapeHtml(none)}</p>` : table(heads, rows)}`,
  );
  return pageHtml(
    `${report.title}, ${report.checkedAt}`,
    `<h1>${escapeHtml(report.title)}</h1>
<p><span class="status">${escapeHtml(report.verdict)}</span></p>
${facts(factsOf(report))}
${sections.join('\n')}`,
  );
}

function markdown(report: ComplianceReport): string {
  const e = escapeMarkdown;
  const row = (cells: readonly string[]) => `| ${cells.map(e).join(' | ')} |`;
  return [
    `# ${e(report.title)}`,
    '',
    `**${e(report.verdict)}**`,
    '',
    ...factsOf(report).map(([name, value]) => `- ${e(name)}: ${e(value)}`),
    ...sectionsOf(report).flatMap(({ title, heads, rows, none }) => [
      ...['', `## ${e(title)}`, ''],
      ...(rows.length === 0
        ? [e(none)]
        : [row(heads), `|${' --- |'.repeat(heads.length)}`, ...rows.map(row)]),
    ]),
    '',
  ].join('\n');
}
