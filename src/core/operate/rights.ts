import { type Clock, toIso } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import { missingWords, type ReviewAccess } from './access.ts';
import type { Catalogue } from './catalogue.ts';
import type { Ground } from './guards.ts';
import type { Permission } from './operation.ts';

/** Whether a control can be used at all. */
export interface Right {
  allowed: boolean;
  /** Why not: the missing permission by name, read-only mode, a cluster that does not say. */
  reason: string | null;
  /** When the cluster said so; null when it was not asked, or did not answer. */
  observedAt: string | null;
}

export interface Rights {
  /** One answer for each request, in order; none throws. */
  of(
    requests: readonly { kind: string; parameters: unknown }[],
    options: { readOnly: boolean; signal: AbortSignal },
  ): Promise<readonly Right[]>;
}

/** Roles change seldom; whoever has just been given one does not want to wait. */
const KEPT_MS = 15_000;
/** What is asked of the API server at one time. */
const AT_A_TIME = 10;

interface Held {
  granted: boolean;
  /** Epoch milliseconds. */
  at: number;
  /** Monotonic: an age that a jump of the clock does not change. */
  since: number;
}

/** Asks the cluster itself before a control is pressed, once for a while for each permission. */
export function createRights(options: {
  ground: Ground;
  catalogue: Pick<Catalogue, 'named' | 'permissions'>;
  reviewAccess: ReviewAccess;
  clock: Clock;
}): Rights {
  const { ground, catalogue, reviewAccess, clock } = options;
  const held = new Map<string, Held>();

  const isFresh = (key: string): boolean => {
    const since = held.get(key)?.since;
    return since !== undefined && clock.monotonic() - since < KEPT_MS;
  };

  const ask = async (wanted: ReadonlyMap<string, Permission>, signal: AbortSignal): Promise<void> => {
    const open = [...wanted].filter(([key]) => !isFresh(key));
    for (let start = 0; start < open.length; start += AT_A_TIME) {
      const some = open.slice(start, start + AT_A_TIME);
      const missing = new Set(
        await reviewAccess(
          some.map(([, permission]) => permission),
          signal,
        ),
      );
      const [at, since] = [clock.now(), clock.monotonic()];
      for (const [key, permission] of some) held.set(key, { granted: !missing.has(permission), at, since });
    }
    // What nobody asks for any more is not kept for ever.
    for (const key of held.keys()) if (!isFresh(key)) held.delete(key);
  };

  return {
    async of(requests, { readOnly, signal }) {
      const asked = requests.map(({ kind, parameters }) => {
        try {
          const permissions = catalogue.permissions(kind, parameters);
          if (ground.readOnly) return denied(`Read-only mode: the profile ${ground.name} says readOnly`);
          return readOnly ? denied('Read-only mode: started with --read-only') : permissions;
        } catch (error) {
          return denied(problemOf(error).message);
        }
      });
      const wanted = new Map(
        asked.flatMap((it) => ('allowed' in it ? [] : it.map((each) => [keyOf(each), each] as const))),
      );
      const failure = await ask(wanted, signal).then(
        () => null,
        (error: unknown) => denied(`Not known whether you may: ${problemOf(error).message}`),
      );
      return asked.map((permissions) => {
        if ('allowed' in permissions) return permissions;
        const answers = permissions.map((permission) => ({ permission, held: held.get(keyOf(permission)) }));
        if (answers.some((answer) => answer.held === undefined)) return failure ?? denied('Not known');
        const missing = answers.filter((answer) => answer.held?.granted !== true);
        const times = answers.flatMap((answer) => (answer.held ? [answer.held.at] : []));
        return {
          allowed: missing.length === 0,
          reason: missing.length === 0 ? null : missingWords(missing.map((it) => it.permission)),
          observedAt: times.length === 0 ? null : toIso(Math.min(...times)),
        };
      });
    },
  };
}

const denied = (reason: string): Right => ({ allowed: false, reason, observedAt: null });

function keyOf(permission: Permission): string {
  const { verb, group, resource, subresource = '', namespace, name } = permission;
  return [verb, group, resource, subresource, namespace, name].join(' ');
}
