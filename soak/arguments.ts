import { parseArgs } from 'node:util';
import type { Campaign } from './campaign.ts';

export interface Wish {
  campaigns: readonly Campaign[];
  /** Instead of each campaign's own number. */
  rounds: number | undefined;
  /** The first of the rounds. */
  from: number;
  /** The same seed gives the same campaign. */
  seed: number;
}

/** Reads the command line; a mistake is one sentence for whoever typed it. */
export function readArguments(
  words: readonly string[],
  known: readonly Campaign[],
  anySeed: number,
): Wish | { mistake: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { rounds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
    });
    // `runbook-kills` stands for all of `runbook-kills/…`.
    const isMeant = (name: string, by: string) => name === by || name.startsWith(`${by}/`);
    const stranger = positionals.find((by) => known.every(({ name }) => !isMeant(name, by)));
    if (stranger !== undefined) {
      return {
        mistake: `There is no campaign "${stranger}". There are: ${known.map(({ name }) => name).join(' ')}.`,
      };
    }
    const wrong = [values.rounds, values.from, values.seed].find(
      (it) => it !== undefined && !/^[1-9][0-9]{0,9}$/.test(it),
    );
    if (wrong !== undefined)
      return { mistake: `--rounds, --from and --seed take a whole number from 1, not "${wrong}".` };
    const campaigns = known.filter(
      ({ name }) => positionals.length === 0 || positionals.some((by) => isMeant(name, by)),
    );
    return {
      campaigns,
      rounds: values.rounds === undefined ? undefined : Number(values.rounds),
      from: values.from === undefined ? 1 : Number(values.from),
      seed: values.seed === undefined ? anySeed : Number(values.seed),
    };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
