import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';

export interface Wish {
  benchmarks: readonly Benchmark[];
  /** Instead of each benchmark's own number. */
  rounds: number | undefined;
  /** A limit that is missed makes the exit code 1. */
  check: boolean;
}

/** Reads the command line; a mistake is one sentence for whoever typed it. */
export function readArguments(
  words: readonly string[],
  known: readonly Benchmark[],
): Wish | { mistake: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { check: { type: 'boolean', default: false }, rounds: { type: 'string' } },
    });
    const stranger = positionals.find((name) => known.every((benchmark) => benchmark.name !== name));
    if (stranger !== undefined) {
      const names = known.map(({ name }) => name).join(' ');
      return { mistake: `There is no benchmark "${stranger}". There are: ${names}.` };
    }
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
    if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
      return { mistake: `--rounds takes a whole number from 1, not "${values.rounds}".` };
    }
    const chosen = known.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    return { benchmarks: chosen, rounds, check: values.check };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
