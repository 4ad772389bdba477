import { expect, it } from 'vitest';
import { createUsers } from './users.ts';

it('splits the users by the share in force, never counts backwards, and loses none', () => {
  let now = 0;
  const users = createUsers({ perSecond: 40, now: () => now });
  now += 10_000;
  expect(users.counts()).toEqual({
    all: { mlops: 0, legacy: 400 },
    sinceSplit: { mlops: 0, legacy: 400 },
  });
  users.split(10);
  expect(users.counts().sinceSplit).toEqual({ mlops: 0, legacy: 0 });
  now += 25_000;
  expect(users.counts()).toEqual({
    all: { mlops: 100, legacy: 1300 },
    sinceSplit: { mlops: 100, legacy: 900 },
  });
  users.split(100);
  now += 1000;
  expect(users.counts().all).toEqual({ mlops: 140, legacy: 1300 });
});
