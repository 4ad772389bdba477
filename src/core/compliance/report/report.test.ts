import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../connect/profile/thresholds.ts';
import type { Assessment, Item } from '../assessment.ts';
import { partOf, scoreOf, verdictOf } from '../judge.ts';
import { PARTS, targetOf } from '../parts.ts';
import { REPORT_FORMATS, renderReport } from './render.ts';
import { reportOf } from './report.ts';

const THRESHOLDS = new Map(DEFAULT_THRESHOLDS.map((it) => [it.id, it]));

function found(checkedAt: string, bad: number | null, title = 'Integrity'): Assessment {
  const item = (counts: number | null): Item => ({
    ...{ id: 'integrity', title, weight: 1, value: counts, counts, evidence: [] },
    says: counts === 1 ? null : 'shows <b>another</b> hash | deadbeef',
  });
  const parts = PARTS.map((info) =>
    partOf(info, targetOf(info, THRESHOLDS), [item(info.id === 'hash' ? bad : 1)]),
  );
  return {
    ...{ id: checkedAt, mode: 'daily', checkedAt, since: checkedAt, expectedHash: 'cdd01ef066bc6cf2', parts },
    ...{ verdict: verdictOf(parts), score: scoreOf(parts, 0.95) },
  };
}

const about = { profile: 'acgs-production', environment: 'production', before: undefined, violations: [] };
const NOW = '2026-11-26T09:00:00.000Z';

describe('a report of compliance', () => {
  it('says what became of each part, what lacks, and what nobody knows', () => {
    const before = found('2026-11-25T09:00:00.000Z', 1);
    const report = reportOf(found(NOW, null), { ...about, before });
    expect(report.changes[0]).toContain('compliant before, inconclusive now');
    expect(report.parts[0]).toMatchObject({
      ...{ id: 'hash', state: 'unknown', value: null },
      lacking: [{ title: 'Integrity', counts: null }],
    });
    for (const format of ['html', 'md'] as const) {
      expect(renderReport(format, report)).toContain('unknown');
      expect(renderReport(format, report)).toContain(report.evidenceSha256);
    }
  });

  it('has hashes that tell when any evidence is another', () => {
    const [one, same, other] = [found(NOW, 1), found(NOW, 1), found(NOW, 0)].map((it) => reportOf(it, about));
    expect(same?.evidenceSha256).toBe(one?.evidenceSha256);
    expect(other?.evidenceSha256).not.toBe(one?.evidenceSha256);
    const changed = one?.parts.filter(({ evidence }, place) => {
      return evidence.sha256 !== other?.parts[place]?.evidence.sha256;
    });
    expect(changed?.map(({ id }) => id)).toEqual(['hash']);
  });

  it.each(REPORT_FORMATS)('lets nothing that a system says of itself mean anything in %s', (format) => {
    const report = reportOf(found(NOW, 0, '<script>alert(1)</script>'), about);
    const text = renderReport(format, report);
    if (format === 'json') expect(JSON.parse(text)).toEqual(report);
    else expect(text).not.toMatch(/[^\\\\]<(?:script|b)>/);
    expect(text).toContain('deadbeef');
  });
});
