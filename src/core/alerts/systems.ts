import { SYSTEMS } from '../connect/profile/systems.ts';

const IDS: ReadonlySet<string> = new Set(SYSTEMS.map(({ id }) => id));

/** The labels in which rules of this field name a system, the surest first. */
const NAMING = ['system', 'job', 'service'] as const;

/** Which of the watched systems an alert is about; null when it is about none, or about all. */
export function systemOfLabels(labels: Readonly<Record<string, string>>): string | null {
  for (const name of NAMING) {
    const said = labels[name];
    if (said === undefined) continue;
    if (IDS.has(said)) return said;
    const plain = said
      .toLowerCase()
      .replaceAll('_', '-')
      .replace(/-service(-production)?$/, '');
    if (IDS.has(plain)) return plain;
  }
  return null;
}
