import { OperatorError } from '../../kernel/errors.ts';
import type { Profile } from './schema.ts';
import type { ServiceId } from './systems.ts';

/** Where a request to a system of the profile goes. */
export interface Address {
  url: string;
  hostHeader: string | undefined;
}

/**
 * The address of a path of one of the profile's systems. Nothing that a path holds leads to another host, or out of
 * the folder that the system's own address names.
 *
 * @throws OperatorError `not-configured` for a system without an address; `usage` for a path that leads out of it
 */
export function addressOf({ services = {} }: Profile, system: ServiceId, path: string): Address {
  const service = services[system];
  if (service?.url === undefined) {
    throw new OperatorError('not-configured', `The profile has no address of ${system}`, {
      hint: `Add services.${system}.url to the profile.`,
    });
  }
  const base = new URL(service.url);
  const folder = base.pathname.replace(/\/+$/, '');
  const written = `${base.origin}${folder}${path}`;
  const [beforeQuery = ''] = path.split(/[?#]/, 1);
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isWithin = url?.origin === base.origin && url.pathname.startsWith(`${folder}/`);
  if (url === undefined || !isWithin || climbs(beforeQuery)) {
    throw new OperatorError('usage', `The path ${path} leads out of ${system}`, {
      hint: 'Write a path without "..", beginning with one /.',
    });
  }
  return { url: url.href, hostHeader: service.hostHeader };
}

/** Also where it is written encoded: servers decode before they resolve. */
function climbs(path: string): boolean {
  let decoded = path;
  for (let round = 0; round < 3 && decoded.includes('%'); round += 1) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return true;
    }
  }
  return decoded.split(/[/\\]/).includes('..');
}
