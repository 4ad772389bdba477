import { OperatorError } from '../../kernel/errors.ts';
import { EVERY_SHARE, type Settable } from './driver.ts';

/** One of the places that a route sends requests to. */
export interface Branch {
  /** As an operator calls it: `mlops-manager:8000`. */
  name: string;
  /** The one with the MLOps features. */
  isTarget: boolean;
  weight: number;
  /** JSON pointer of the object that carries its weight. */
  pointer: string;
}

/** An operation of a JSON patch (RFC 6902). */
export interface PatchOperation {
  op: 'add' | 'replace';
  path: string;
  value: unknown;
}

/** Shares of traffic as routes split them. */
export interface Splits {
  /** 0 to 100; null: the routes do not tell one share. */
  percentage: number | null;
  /** Why not. */
  note: string | null;
  /** The weights of each route sum to 100, so that the share is written as we write it. */
  isPlain: boolean;
  settable: Settable;
  /** Sets the share in all of them at once; the weights of each sum to 100. */
  patch(percentage: number): PatchOperation[];
  /** What goes to the target, or past it, whatever the weights. */
  notes: string[];
}

/**
 * The routes that split between the target and one other place. Those that do not know the target stay as they are,
 * and so do those that send everything to it.
 *
 * @param of `words` of the object: `HTTPRoute acgs-production/models`
 * @throws OperatorError `conflict` where none splits, or one splits between more than two
 */
export function splitsOf(of: {
  words: string;
  target: string;
  routes: readonly (readonly Branch[])[];
}): Splits {
  const { words, target, routes } = of;
  const pairs: { target: Branch; rest: Branch }[] = [];
  const notes: string[] = [];
  for (const [index, route] of routes.entries()) {
    const place = `route ${index + 1} of ${words}`;
    const targets = route.filter(({ isTarget }) => isTarget);
    const [branch, second] = targets;
    if (branch === undefined) continue;
    const [rest, third] = route.filter(({ isTarget }) => !isTarget);
    if (rest === undefined && second === undefined) {
      notes.push(`All of ${place} goes to ${branch.name}, whatever the share`);
      continue;
    }
    if (rest === undefined || second !== undefined || third !== undefined) throw notTwo(place, target, route);
    pairs.push({ target: branch, rest });
  }
  if (pairs.length === 0) {
    throw new OperatorError('conflict', `${words} has no route that splits between ${target} and another`, {
      hint: 'Give one of its routes both as destinations, or name another target in the profile (rollouts.target).',
    });
  }
  const shares = pairs.map(({ target: { weight }, rest }) => (100 * weight) / (weight + rest.weight));
  const [share = Number.NaN] = shares;
  const notTold = Number.isNaN(share)
    ? `${words} gives neither of both any weight`
    : shares.some((each) => each !== share)
      ? `the routes of ${words} give different shares: ${shares.map((each) => `${rounded(each)} %`).join(', ')}`
      : null;
  return {
    percentage: notTold === null ? share : null,
    note: notTold,
    isPlain: pairs.every(({ target: { weight }, rest }) => weight + rest.weight === 100),
    notes,
    settable: EVERY_SHARE,
    patch: (percentage) =>
      pairs.flatMap(({ target: { pointer }, rest }) => [
        { op: 'add', path: `${pointer}/weight`, value: percentage },
        { op: 'add', path: `${rest.pointer}/weight`, value: 100 - percentage },
      ]),
  };
}

export function rounded(share: number): string {
  return String(Math.round(share * 100) / 100);
}

function notTwo(place: string, target: string, route: readonly Branch[]): OperatorError {
  const names = route.map(({ name }) => name).join(', ');
  return new OperatorError(
    'conflict',
    `${place} splits between ${names}: which of them is the rest beside ${target} is not known`,
    { hint: 'A share is between two: the target and what has the rest.' },
  );
}
