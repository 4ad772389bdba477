import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { DEFAULT_THRESHOLDS } from '../../connect/profile/thresholds.ts';
import type { Assessment, Evidence, Item } from '../assessment.ts';
import { partOf, scoreOf, verdictOf } from '../judge.ts';
import { PARTS, targetOf } from '../parts.ts';
import type { Violation } from '../violations/index.ts';
import { EXPORT_FORMATS, exportOf } from './index.ts';

const AT = '2026-06-27T12:00:00.000Z';
const THRESHOLDS = new Map(DEFAULT_THRESHOLDS.map((it) => [it.id, it]));
const RECOMPUTE = join(import.meta.dirname, '../../../../test/compliance/recompute.mjs');
const SCHEMA = join(import.meta.dirname, '../../../../test/compliance/oscal-assessment-results.schema.json');
const CONTEXT = { profile: 'acgs-production', environment: 'production', version: '0.1.0' };
const HOSTILE = '<script>alert("x")</script> *bold* & `code`, "quoted"\r\n=HYPERLINK(1);\u2028end [a](b) ~^';

function evidenceWith(value: number | null, more: Partial<Evidence> = {}): Evidence {
  return {
    ...{ source: 'http-header', expected: 'cdd01ef066bc6cf2', observed: 'cdd01ef066bc6cf2', value, count: 1 },
    ...{ observedAt: AT, says: 'shows it', changedBy: null, ...more },
  };
}

function itemWith(id: string, counts: number | null, evidence: Evidence[], weight = 1): Item {
  return { id, title: id, weight, value: counts, counts, says: counts === 1 ? null : 'lacks', evidence };
}

/** Figures as a validation counts them. */
function assessmentOf(items: Partial<Record<string, Item[]>>, id = '0b9f5c50-53a4-4f5e-8a55-0c0a11a0ce01') {
  const parts = PARTS.map((info) => partOf(info, targetOf(info, THRESHOLDS), items[info.id] ?? []));
  const found: Assessment = {
    ...{ id, mode: 'production', checkedAt: AT, since: '2026-05-28T12:00:00.000Z' },
    ...{ expectedHash: 'cdd01ef066bc6cf2', verdict: verdictOf(parts), score: scoreOf(parts, 0.95), parts },
  };
  return found;
}

const WELL = {
  hash: [
    itemWith('integrity', 1, [evidenceWith(1), evidenceWith(1)]),
    itemWith('governance', 1, [evidenceWith(1)]),
  ],
  compliance: [itemWith('integrity', 0.97, [evidenceWith(0.97, { source: 'GET /metrics' })])],
  audit: [itemWith('model_deployment', 1, [evidenceWith(1, { count: 12 })], 12)],
  dgm: [itemWith('sandbox_isolation', 1, [evidenceWith(1)])],
  governance: [itemWith('risk_management', 1, [evidenceWith(1)], 0.15)],
};
/** As other systems may name things, and what may be lacking. */
const TROUBLED = {
  ...WELL,
  hash: [
    itemWith(HOSTILE, 0, [
      evidenceWith(1),
      evidenceWith(0, { observed: HOSTILE, source: HOSTILE, changedBy: { who: HOSTILE, at: AT } }),
    ]),
    itemWith('gone', null, []),
    itemWith('silent', null, [evidenceWith(1), evidenceWith(null, { observed: '', observedAt: null })]),
  ],
  audit: [
    itemWith(
      'model_deployment',
      21 / 24,
      [evidenceWith(0, { count: 3 }), evidenceWith(1, { count: 21 })],
      24,
    ),
    itemWith('cluster', null, [evidenceWith(null, { observed: null })]),
  ],
};
const CASES: Record<string, Assessment> = {
  compliant: assessmentOf(WELL),
  violated: assessmentOf(TROUBLED),
  inconclusive: assessmentOf({ ...WELL, dgm: [], governance: [] }),
  'nothing known': assessmentOf({}),
};

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder('export');
});
afterAll(() => folder.remove());

/** Every figure as a script counts it that shares no code with this program. */
function recomputed(content: string) {
  const file = join(folder.path, 'export');
  writeFileSync(file, content);
  return JSON.parse(execFileSync(process.execPath, [RECOMPUTE, file], { encoding: 'utf8' }));
}

function shownFigures({ verdict, score, parts }: Assessment) {
  return {
    verdict,
    score,
    parts: parts.map(({ id, weight, numerator, denominator, value, atMost, state }) => ({
      ...{ id, weight, numerator, denominator, value, atMost, state },
    })),
  };
}

describe('an exported validation', () => {
  it.each(Object.entries(CASES))('has every figure in its evidence: %s', (verdict, found) => {
    if (verdict in { compliant: 1, violated: 1, inconclusive: 1 }) expect(found.verdict).toBe(verdict);
    for (const format of ['json', 'csv'] as const) {
      expect(recomputed(exportOf(format, found, CONTEXT, [])), format).toEqual(shownFigures(found));
    }
  });

  it('is counted again by a script of at most 50 lines that imports nothing of this program', () => {
    const script = readFileSync(RECOMPUTE, 'utf8');
    expect(script.trimEnd().split('\n').length).toBeLessThanOrEqual(50);
    expect([...script.matchAll(/from '([^']+)'/g)].map(([, from]) => from)).toEqual(['node:fs']);
  });

  it('is found out when a figure does not follow from its evidence', () => {
    const found = assessmentOf(TROUBLED);
    const bent = found.parts.map((part) => (part.id === 'hash' ? { ...part, numerator: 3, value: 1 } : part));
    expect(recomputed(exportOf('json', { ...found, parts: bent }, CONTEXT, []))).not.toEqual(
      shownFigures({ ...found, parts: bent }),
    );
  });

  it('is the same each time', () => {
    for (const format of EXPORT_FORMATS) {
      expect(exportOf(format, assessmentOf(TROUBLED), CONTEXT, [])).toBe(
        exportOf(format, assessmentOf(TROUBLED), CONTEXT, []),
      );
    }
  });
});

describe('the document', () => {
  it('has the violations that were not over when it was validated', () => {
    const of = (id: string, detectedAt: string, verifiedAt: string | null): Violation => ({
      ...{
        id,
        component: 'governance',
        rule: 'hash',
        severity: 'critical',
        source: 'check',
        says: 'shows another',
      },
      ...{ state: verifiedAt === null ? 'open' : 'verified', detectedAt, lastSeenAt: detectedAt, verifiedAt },
      ...{ sightings: 1, assignee: null, part: 'hash' },
    });
    const known = [
      of('open', '2026-06-27T11:00:00.000Z', null),
      of('over', '2026-06-26T11:00:00.000Z', '2026-06-27T11:30:00.000Z'),
      of('later', '2026-06-27T13:00:00.000Z', null),
      of('over since', '2026-06-26T11:00:00.000Z', '2026-06-27T13:00:00.000Z'),
    ];
    const { violations } = JSON.parse(exportOf('json', assessmentOf(WELL), CONTEXT, known));
    expect(violations.map(({ id }: { id: string }) => id)).toEqual(['open', 'over since']);
  });

  it('has a place for a component of which nothing was seen', () => {
    const { components, parts } = JSON.parse(exportOf('json', assessmentOf(TROUBLED), CONTEXT, []));
    expect(components.find(({ id }: { id: string }) => id === 'gone')).toMatchObject({
      state: 'unverified',
      observed: null,
    });
    expect(parts[0].missing).toEqual([HOSTILE, 'gone', 'silent']);
  });
});

describe('the CSV', () => {
  it('has a row for each piece of evidence, and calculates nothing that others wrote', () => {
    const text = exportOf('csv', assessmentOf(WELL), CONTEXT, []);
    expect(text.split('\r\n').length - 2).toBe(7);
    const formula = assessmentOf({ hash: [itemWith('a', 1, [evidenceWith(1, { says: '=1+1' })])] });
    expect(exportOf('csv', formula, CONTEXT, [])).toContain(",'=1+1,");
  });
});

describe('OSCAL assessment results', () => {
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: true });
  const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  const oscal = (found: Assessment) =>
    JSON.parse(exportOf('oscal', found, CONTEXT, []))['assessment-results'];

  it.each(Object.entries(CASES))('keep to the schema: %s', (_, found) => {
    const valid = isValid(JSON.parse(exportOf('oscal', found, CONTEXT, [])));
    expect(isValid.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('are refused by the schema when something in them is wrong', () => {
    const wrong = JSON.parse(exportOf('oscal', CASES.compliant ?? assessmentOf(WELL), CONTEXT, []));
    wrong['assessment-results'].results[0].findings[0].target.status.state = 'unknown';
    expect(isValid(wrong)).toBe(false);
  });

  it('never call satisfied what is unknown or missed', () => {
    const { findings } = oscal(assessmentOf({ ...TROUBLED, dgm: [] })).results[0];
    const states = findings.map(
      ({ target }: { target: { 'target-id': string; status: { state: string; reason: string } } }) => [
        target['target-id'],
        target.status.state,
        target.status.reason,
      ],
    );
    expect(states).toEqual([
      ['hash', 'not-satisfied', 'fail'],
      ['compliance', 'satisfied', 'pass'],
      ['audit', 'not-satisfied', 'fail'],
      ['dgm', 'not-satisfied', 'other'],
      ['governance', 'satisfied', 'pass'],
    ]);
  });

  it('show what others wrote as it was written, and never as markup', () => {
    const prose: string[] = [];
    JSON.stringify(oscal(assessmentOf(TROUBLED)), (key, value) => {
      if (['title', 'description', 'remarks'].includes(key)) prose.push(value);
      return value;
    });
    expect(prose.filter((text) => text.includes('<') || /(?<!\\)\*/.test(text))).toEqual([]);
    expect(prose.length).toBeGreaterThan(20);
    const [component] = oscal(assessmentOf(TROUBLED)).results[0]['local-definitions'].components;
    expect(component.title).toBe(
      '&lt;script&gt;alert(\\"x\\")&lt;/script&gt; \\*bold\\* &amp; \\`code\\`, \\"quoted\\" =HYPERLINK(1); end \\[a\\](b) \\~\\^',
    );
  });

  it('relate each finding to the observations it is counted from', () => {
    const { observations, findings, 'local-definitions': local } = oscal(assessmentOf(TROUBLED)).results[0];
    const ids = new Set(observations.map(({ uuid }: { uuid: string }) => uuid));
    expect(ids.size).toBe(observations.length);
    const related = findings.flatMap((finding: Record<string, { 'observation-uuid': string }[]>) =>
      (finding['related-observations'] ?? []).map((it) => it['observation-uuid']),
    );
    expect(new Set(related)).toEqual(ids);
    const components = new Set(local.components.map(({ uuid }: { uuid: string }) => uuid));
    for (const { subjects } of observations) expect(components.has(subjects[0]['subject-uuid'])).toBe(true);
  });
});
