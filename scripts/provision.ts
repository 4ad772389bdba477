import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Provisioned } from './provision/part.ts';
import { type PartName, parts } from './provision/parts.ts';

/** Provides the named parts one after the other, since apt allows one at a time; progress goes to standard error. */
export async function provision(names: readonly PartName[]): Promise<Provisioned[]> {
  const results: Provisioned[] = [];
  for (const name of names) {
    const report = (line: string) => process.stderr.write(`provision ${name}: ${line}\n`);
    results.push(await parts[name].provide(report));
  }
  return results;
}

export function isPartName(name: string): name is PartName {
  return Object.hasOwn(parts, name);
}

/** One line for a terminal. */
export function describe(result: Provisioned): string {
  return result.available
    ? `${result.name}: ${result.path}`
    : `${result.name}: missing. ${result.reason} ${result.mend}`;
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.filter((name) => !isPartName(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No part is called ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.\n`,
    );
    process.exit(2);
  }
  const wanted =
    positionals.length > 0 ? positionals.filter(isPartName) : Object.keys(parts).filter(isPartName);
  const results = await provision(wanted);
  for (const result of results) process.stdout.write(`${describe(result)}\n`);
  process.exitCode = results.every((result) => result.available) ? 0 : 1;
}
