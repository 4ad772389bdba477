import { describe, expect, it } from 'vitest';
import type { Level } from '../../../contract/health.ts';
import { countSentence, spoken } from './state-words.ts';

const count = (state: string, level: Level, number: number) => ({ state, level, count: number });

describe('spoken', () => {
  it.each([
    ['Running', 'running'],
    ['CrashLoopBackOff', 'crash-looping'],
    ['NotReady,SchedulingDisabled', 'not ready, scheduling disabled'],
    ['Init:0/1', 'init:0/1'],
  ])('says %s as %s', (state, words) => {
    expect(spoken(state)).toBe(words);
  });
});

describe('countSentence', () => {
  it('says in few words that all is well', () => {
    expect(countSentence('pods', 42, [count('Running', 'good', 42)])).toBe('42 pods, all running');
    expect(countSentence('nodes', 1, [count('Ready', 'good', 1)])).toBe('1 node, ready');
    expect(countSentence('deployments', 0, [])).toBe('no deployments');
  });

  it('names what is wrong after what is well', () => {
    const counts = [
      count('CrashLoopBackOff', 'critical', 2),
      count('Pending', 'unknown', 1),
      count('Running', 'good', 1039),
    ];
    expect(countSentence('pods', 1042, counts)).toBe('1,042 pods: 1,039 running, 2 crash-looping, 1 pending');
  });

  it('counts together what would be too many words', () => {
    const counts = [
      count('CrashLoopBackOff', 'critical', 2),
      count('ErrImagePull', 'critical', 1),
      count('Pending', 'unknown', 3),
      count('Terminating', 'unknown', 4),
      count('Running', 'good', 5),
    ];
    expect(countSentence('pods', 15, counts)).toBe(
      '15 pods: 5 running, 2 crash-looping, 1 without image, 7 in other states',
    );
  });

  it('says how many events are warnings', () => {
    const counts = [count('Warning', 'warning', 2), count('Normal', 'good', 5)];
    expect(countSentence('events', 7, counts)).toBe('7 events, 2 warnings');
    expect(countSentence('events', 5, [count('Normal', 'good', 5)])).toBe('5 events, no warnings');
  });
});
