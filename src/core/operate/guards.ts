import type { Profile } from '../connect/profile/schema.ts';
import { OperatorError } from '../kernel/errors.ts';
import { lowerFirst } from './ending.ts';
import type { Call, Risk } from './operation.ts';

/** The profile as far as guards go by it. */
export interface Ground {
  name: string;
  environment: 'production' | 'staging' | 'sandbox';
  /** The profile says that nothing is ever to be changed with it. */
  readOnly?: boolean;
}

export function groundOf({ name, environment, readOnly = false }: Profile): Ground {
  return { name, environment, readOnly };
}

/** What the operator says to the question whether it shall be done. */
export interface Consent {
  /** The profile's name, typed. */
  confirm?: string | undefined;
  /** Yes, beforehand; not enough in production. */
  yes?: boolean | undefined;
  /** Asks the person at the screen; null when nobody is there. */
  ask?: ((question: string) => Promise<string>) | null | undefined;
}

/** Also what needs no confirmation, since it changes the control center's own record alone, is a change. */
export function refuseInReadOnlyMode(
  ground: Ground,
  readOnly: boolean,
  { risk, calls = [], summary }: { risk: Risk; calls?: readonly Call[]; summary: string },
): void {
  if (!(readOnly || ground.readOnly) || (risk === 'read' && calls.length === 0)) return;
  throw new OperatorError('refused', `Read-only mode: not done: ${lowerFirst(summary)}`, {
    hint: ground.readOnly
      ? `The profile ${ground.name} says readOnly; use another one to change something.`
      : 'Leave out --read-only to change something.',
  });
}

/** How an act of this risk has to be confirmed here. */
export function consentFor(ground: Ground, risk: Risk): 'none' | 'yes' | 'type-name' {
  if (risk === 'read') return 'none';
  return ground.environment === 'production' ? 'type-name' : 'yes';
}

/**
 * In production the profile's name has to be typed, so that nobody changes the wrong system; elsewhere
 * a yes is enough. Gives how it was confirmed, for the journal.
 */
export async function requireConsent(
  ground: Ground,
  risk: Risk,
  consent: Consent,
): Promise<'typed' | 'yes' | 'none'> {
  const wanted = consentFor(ground, risk);
  if (wanted === 'none') return 'none';
  const production = wanted === 'type-name';
  if (consent.confirm !== undefined) {
    if (consent.confirm === ground.name) return 'typed';
    throw new OperatorError(
      'refused',
      `"${consent.confirm}" is not the name of this profile, nothing was done`,
      {
        hint: `To go on, confirm with ${ground.name}.`,
      },
    );
  }
  if (!production && consent.yes) return 'yes';
  if (!consent.ask) {
    throw new OperatorError(
      'refused',
      production
        ? `${ground.name} is production: a change needs the profile's name as confirmation`
        : 'Nobody confirmed it, nothing was done',
      { hint: production ? `Add --confirm ${ground.name}.` : 'Add --yes.' },
    );
  }
  const question = production ? `Type ${ground.name} to go on: ` : 'Go on? [y/N] ';
  const answer = (await consent.ask(question)).trim();
  if (production ? answer === ground.name : /^y(es)?$/i.test(answer)) return production ? 'typed' : 'yes';
  throw new OperatorError('refused', 'Not confirmed, nothing was done');
}
