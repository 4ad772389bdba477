import type { Profile } from '../connect/profile/schema.ts';
import type { PolicyService } from '../observe/policy-validation.ts';

/** The service that validates policies; null when the profile gives it no address. */
export function policyService({ services }: Profile): PolicyService | null {
  const service = services?.['constitutional-ai'];
  if (service?.url === undefined) return null;
  const { url, hostHeader } = service;
  return { url, hostHeader, what: `Constitutional AI at ${new URL(url).host}` };
}
