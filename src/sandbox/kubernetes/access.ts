import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface User {
  name: string;
  groups: readonly string[];
  mayWrite: boolean;
  token: string;
}

/** The two users of the practice cluster: one may everything, one may only look. */
export interface Users {
  admin: User;
  viewer: User;
  /** The user whose bearer token a request carries. */
  identify(authorization: string | undefined): User | undefined;
}

export function createUsers(): Users {
  const token = () => randomBytes(24).toString('base64url');
  const admin = { name: 'acgs-operator', groups: ['system:masters'], mayWrite: true, token: token() };
  const viewer = { name: 'acgs-viewer', groups: ['acgs:viewers'], mayWrite: false, token: token() };
  return {
    admin,
    viewer,
    identify(authorization) {
      const presented = Buffer.from(/^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
      return [admin, viewer].find((user) => {
        const expected = Buffer.from(user.token);
        return expected.length === presented.length && timingSafeEqual(expected, presented);
      });
    },
  };
}

const readVerbs = new Set(['get', 'list', 'watch']);

export function mayDo(user: User, verb: string): boolean {
  return user.mayWrite || readVerbs.has(verb);
}
