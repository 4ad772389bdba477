import type { HttpAnswer, HttpClient } from '../../connect/http/client.ts';
import type { Profile, SecretRef } from '../../connect/profile/schema.ts';
import { addressOf } from '../../connect/profile/service-address.ts';
import type { Secrets } from '../../connect/secrets.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { lookAction } from './look-action.ts';

export interface HttpGround {
  profile: Profile;
  http: HttpClient;
  secrets: Secrets;
  /** For a whole exchange. */
  timeoutMs: number;
}

/** What runbooks ask services over HTTP. */
export function httpLooks({ profile, http, secrets, timeoutMs }: HttpGround): ActionKind[] {
  return [
    lookAction({
      name: 'http.get',
      async look({ system, path, expectStatus, token, require }, { signal }) {
        const { url, hostHeader } = addressOf(profile, system, path);
        const headers = await authorization(secrets, token);
        const answer = await http.fetchText({ url, hostHeader, headers, timeoutMs, signal });
        const words = answeredWords(system, answer);
        const isWanted = isExpected(answer.status, expectStatus);
        const wanted = isWanted ? '' : `, not ${expectStatus ?? '200 to 299'}`;
        const end = require && !isWanted ? 'failed' : 'done';
        return { end, words: `${words}${wanted}`, output: outputOf(answer) };
      },
    }),
  ];
}

export function isExpected(status: number, expected: number | undefined): boolean {
  return expected === undefined ? status >= 200 && status < 300 : status === expected;
}

export function answeredWords(system: string, { status, durationMs }: HttpAnswer): string {
  return `${system} answered HTTP ${status} in ${Math.round(durationMs)} ms`;
}

/** JSON where it is some, else the text. */
export function outputOf({ status, durationMs, body }: HttpAnswer): {
  status: number;
  timeMs: number;
  body: JsonValue;
} {
  const timeMs = Math.round(durationMs);
  try {
    return { status, timeMs, body: JSON.parse(body) };
  } catch {
    return { status, timeMs, body };
  }
}

/** @param token where it is kept, as one text */
export async function authorization(
  secrets: Secrets,
  token: string | undefined,
): Promise<Record<string, string>> {
  if (token === undefined) return {};
  return { authorization: `Bearer ${await secrets.resolve(referenceOf(token), 'the token of the runbook')}` };
}

/** `env:NAME`, `keychain:NAME` or `file:PATH`, as inputs are checked to be. */
function referenceOf(text: string): SecretRef {
  const colon = text.indexOf(':');
  const name = text.slice(colon + 1);
  switch (text.slice(0, colon)) {
    case 'env':
      return { env: name };
    case 'keychain':
      return { keychain: name };
    default:
      return { file: name };
  }
}
