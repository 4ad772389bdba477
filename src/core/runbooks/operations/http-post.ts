import { z } from 'zod';
import { addressOf } from '../../connect/profile/service-address.ts';
import { SERVICE_IDS } from '../../connect/profile/systems.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { NotDone } from '../../operate/ending.ts';
import type { OperationKind } from '../../operate/operation.ts';
import {
  answeredWords,
  authorization,
  type HttpGround,
  isExpected,
  outputOf,
} from '../actions/http-looks.ts';

const parameters = z.strictObject({
  system: z.enum(SERVICE_IDS),
  path: z.string(),
  expectStatus: z.int().optional(),
  token: z.string().optional(),
  body: z.json().optional(),
});

/** Sends something to a system of the profile, once. */
export function postOperation({
  profile,
  http,
  secrets,
  timeoutMs,
}: HttpGround): OperationKind<z.infer<typeof parameters>> {
  return {
    kind: 'http.post',
    title: 'Send to a service',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare({ system, path, expectStatus, token, body }) {
      const { url, hostHeader } = addressOf(profile, system, path);
      let answered = '';
      return {
        target: `system ${system}`,
        summary: `Send ${path} to ${system}`,
        calls: [{ method: 'POST', path: url, ...(body === undefined ? {} : { body }) }],
        diff: null,
        notes: ['Whether it is done already cannot be asked beforehand'],
        permissions: [],
        author: null,
        rehearse: null,
        async execute(signal) {
          // A secret that is not there is known before anything is sent.
          const authorized = await authorization(secrets, token);
          const answer = await http.fetchText({
            ...{ url, hostHeader, timeoutMs, signal, method: 'POST' },
            headers: { ...authorized, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
          const { status } = answer;
          const words = answeredWords(system, answer);
          answered = words;
          if (isExpected(status, expectStatus)) return outputOf(answer);
          // What a service refuses it has not done; what it fails at it may have done in part.
          if (status >= 400 && status < 500) throw new NotDone('refused', words);
          throw new OperatorError('server-error', words, { retryable: false });
        },
        // Only its answer tells: what else it did, nobody here can see.
        verify: async () => ({ ok: true, words: answered }),
      };
    },
  };
}
