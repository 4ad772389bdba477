import { describe, expect, it } from 'vitest';
import { shownCommand } from './redis-words.ts';

describe('a Redis command as it is shown', () => {
  it.each([
    [['get', 'session:8f3a91:cart'], 'GET session:*:cart'],
    [['SET', 'token:ada@example.org', 'the-secret', 'EX', '60'], 'SET token:*.org'],
    [['KEYS', 'prediction:*'], 'KEYS prediction:*'],
    [['KEYS', '*'], 'KEYS *'],
    [['HSET', 'user:12', 'password', 'geheim'], 'HSET user:*'],
    [['DEL', '0f8fad5b-d9cb-469f-a165-70867728950e'], 'DEL *'],
    [['CONFIG', 'SET', 'requirepass', 'geheim'], 'CONFIG SET'],
    [['DEBUG', 'SLEEP', '1'], 'DEBUG SLEEP'],
    [['XINFO', 'STREAM', 'jobs:7'], 'XINFO STREAM jobs:*'],
    [['AUTH', 'ada', 'geheim'], 'AUTH'],
    [['EVAL', 'return redis.call("get","geheim")', '0'], 'EVAL'],
    [['MYMODULE.RUN', 'geheim'], 'MYMODULE.RUN'],
    [['FLUSHDB'], 'FLUSHDB'],
    [[], ''],
  ])('%j', (words, shown) => {
    expect(shownCommand(words)).toBe(shown);
  });
});
