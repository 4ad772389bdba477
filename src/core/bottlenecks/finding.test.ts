import { describe, expect, it } from 'vitest';
import { ranked, type Suspect } from './finding.ts';

const suspect = (id: string, own: Partial<Suspect>): Suspect => ({
  id,
  area: 'network',
  about: id,
  kind: 'latency',
  level: 'critical',
  sentence: id,
  utilisation: null,
  delayMs: null,
  explains: null,
  evidence: [],
  advice: [],
  observedAt: 0,
  ...own,
});

describe('the order of suspects', () => {
  it('is level, then what fails, is queued for, is slow, is nearly used up, then how long and how much', () => {
    const inOrder = [
      suspect('crashes', { kind: 'errors' }),
      suspect('lock of a minute', { kind: 'saturation', delayMs: 60_000 }),
      suspect('lock of a second', { kind: 'saturation', delayMs: 1000 }),
      suspect('evictions', { kind: 'saturation', utilisation: 1 }),
      suspect('slow by 3 s, explained', { delayMs: 3000, explains: 0.9 }),
      suspect('slow by 3 s', { delayMs: 3000 }),
      suspect('full disk', { kind: 'utilisation', utilisation: 0.99 }),
      suspect('full memory', { kind: 'utilisation', utilisation: 0.96 }),
      suspect('some errors', { kind: 'errors', level: 'warning' }),
      suspect('warm', { kind: 'utilisation', level: 'warning', utilisation: 0.8 }),
    ];
    const shuffled = [...inOrder].sort((a, b) => a.id.localeCompare(b.id));
    expect(ranked(shuffled).map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id));
  });

  it('does not depend on who was looked at first', () => {
    const same = ['b', 'a', 'c'].map((id) => suspect(id, {}));
    expect(ranked(same).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});
