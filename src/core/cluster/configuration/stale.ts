import type { Problem } from '../../kernel/errors.ts';
import type { ConfigurationReport } from './report.ts';

/** What was seen once, told when nobody can look: the values stay, and no verdict of them counts any more. */
export function lastKnown(report: ConfigurationReport, problem: Problem): ConfigurationReport {
  const says = `Not known now: ${problem.message}`;
  return {
    ...report,
    verdict: 'unknown',
    findings: [{ kind: 'unreadable', level: 'unknown', says }],
    settings: report.settings.map((setting) => ({
      ...setting,
      verdict: 'unknown',
      level: 'unknown',
      findings: setting.findings.map(({ kind, says: said }) => ({
        ...{ kind, level: 'unknown', says: `When last seen: ${said}` },
      })),
    })),
  };
}
