import { TIER_NAMES, type TierName } from './tier.ts';

export type Arguments = { tiers: TierName[]; args: string[] } | { mistake: string };

/**
 * Names of tiers first, then arguments for the test program of the one tier: `services redis`,
 * `unit -- --bail 1`. No tier at all means all of them.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const end = argv.findIndex((argument) => !isTierName(argument));
  const tiers = (end === -1 ? argv : argv.slice(0, end)).filter(isTierName);
  const rest = end === -1 ? [] : argv.slice(end);
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  if (args.length > 0 && tiers.length !== 1) {
    const mistake = `'${args[0]}' is no tier (${TIER_NAMES.join(', ')}), and arguments for a test program need exactly one tier before them.`;
    return { mistake };
  }
  return { tiers, args };
}

function isTierName(name: string): name is TierName {
  return (TIER_NAMES as readonly string[]).includes(name);
}
