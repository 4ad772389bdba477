import type { ServiceId } from '../../connect/profile/systems.ts';
import type { HashState, Reading } from '../../observe/observation.ts';
import type { Seen } from './evidence.ts';

/** What a service showed of the constitutional hash when it was looked at last. */
export interface ShownHash {
  id: ServiceId;
  /** How it was judged: its own validation can speak against the right hash. */
  hash: HashState;
  hashSeen: Reading['hashSeen'];
  /** Epoch milliseconds; null when it was never seen. */
  observedAt: number | null;
  /** Too old to speak for the present. */
  stale: boolean;
  /** It answered, whatever it said. */
  isThere: boolean;
  reason: string | null;
  /** It is asked for it; otherwise only its deployment can show one. */
  isAsked: boolean;
}

const SOURCES: Record<Reading['hashSeen'][number]['where'], string> = {
  header: 'http-header',
  body: 'http-body',
  validation: 'constitutional-validation',
};

/** The hash in a service's own answers. */
export function answersOf(shown: ShownHash): Seen[] {
  const { hash, hashSeen, observedAt, stale, isThere, reason, isAsked } = shown;
  if (!isAsked) return [];
  const gone = !isThere
    ? `does not answer: ${reason}`
    : stale || observedAt === null
      ? (reason ?? 'was not seen lately')
      : null;
  const answers = hashSeen.map(
    ({ value, where }): Seen => ({
      ...{ source: SOURCES[where], observed: value, observedAt },
      unverified: gone === null ? null : `showed ${value} when it was seen last: ${gone}`,
    }),
  );
  if (answers.length === 0) {
    return [{ source: 'http', observed: null, observedAt, unverified: gone }];
  }
  // Every hash is right, and the service says itself that something is not.
  if (gone !== null || hash !== 'unverified') return answers;
  const says = /its own constitutional validation ([^;]*)/.exec(reason ?? '')?.[1] ?? 'fails';
  const validation = { source: SOURCES.validation, observed: answers[0]?.observed ?? null, observedAt };
  return [
    ...answers.filter(({ source }) => source !== SOURCES.validation),
    { ...validation, unverified: says },
  ];
}
