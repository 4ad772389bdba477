import type { Finding, SettingReport } from './report.ts';
import { readValue } from './values.ts';

/** Settings that are each right and together are not. */
export function dangers(settings: readonly SettingReport[]): Finding[] {
  const textOf = (id: string): string | null => {
    const found = settings.find((it) => it.id === id);
    if (found === undefined) return null;
    const written = found.configMap?.value ?? found.environment.find(({ value }) => value !== null)?.value;
    const read = written == null ? null : readValue(found.type, written);
    return read?.ok ? read.value : null;
  };
  const enabled = textOf('mlops_enabled');
  const share = textOf('traffic_percentage');
  const getsTraffic = enabled !== 'false' && share !== null && share !== '0';
  const findings: Finding[] = [];
  const add = (level: 'critical' | 'warning', says: string) =>
    findings.push({ kind: 'dangerous', level, says });

  if (enabled === 'false' && share !== null && share !== '0') {
    const says = `mlops_enabled is false while traffic_percentage is ${share}: whoever turns the features on gives them ${share} % at once, unwatched`;
    add('critical', says);
  }
  if (enabled === 'true' && share === '0') {
    add('warning', 'mlops_enabled is true while traffic_percentage is 0: they are on and nobody uses them');
  }
  if (getsTraffic && textOf('FALLBACK_ENABLED') === 'false') {
    const says = `FALLBACK_ENABLED is false while ${share} % of the traffic use MLOps: nothing takes over when it fails`;
    add('critical', says);
  }
  if (getsTraffic && share === '100' && textOf('MIGRATION_MODE') === 'true') {
    add(
      'warning',
      'MIGRATION_MODE is true while all of the traffic uses MLOps: the old system still decides',
    );
  }
  return findings;
}
