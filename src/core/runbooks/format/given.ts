import { nearMiss } from '../../connect/profile/near-miss.ts';
import { referencesIn } from '../../operate/processes/template.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { readValue, takenBy } from './parameters.ts';
import type { RunbookFile } from './schema.ts';
import { jsonOf } from './substitute.ts';

/** What a runbook that is called is given for its parameters; what holds a template is known only when it runs. */
export function givenParameters(
  { id, parameters = {} }: RunbookFile,
  given: Readonly<Record<string, unknown>>,
): { values: ReadonlyMap<string, JsonValue>; findings: readonly { name?: string; message: string }[] } {
  const findings: { name?: string; message: string }[] = [];
  const values = new Map<string, JsonValue>();
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(parameters, name)) continue;
    const meant = nearMiss(name, Object.keys(parameters));
    const end = meant === undefined ? '' : `; did you mean ${meant}?`;
    findings.push({ name, message: `The runbook ${id} has no parameter ${name}${end}` });
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, name) ? jsonOf(given[name]) : parameter.default;
    if (value === undefined) {
      findings.push({ message: `The runbook ${id} needs the parameter ${name}, ${takenBy(parameter)}` });
      continue;
    }
    const isKnown = referencesIn(value).length === 0;
    const read = isKnown ? readValue(parameter, value) : { value };
    if ('flaw' in read)
      findings.push({ name, message: `The parameter ${name} of the runbook ${id} ${read.flaw}` });
    else values.set(name, read.value);
  }
  return { values, findings };
}
