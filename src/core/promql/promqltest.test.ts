import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScript } from '../../../test/promqltest/run.ts';
import { readScript } from '../../../test/promqltest/script.ts';

const folder = new URL('../../../test/promqltest/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.test'));

/** Of each of Prometheus' files: how many blocks give what Prometheus expects, and how many `refused.txt` lists. */
const EXPECTED: Readonly<Record<string, readonly [right: number, refused: number]>> = {
  'aggregators.test': [121, 35],
  'at_modifier.test': [45, 0],
  'collision.test': [2, 0],
  'functions.test': [238, 124],
  'histograms.test': [56, 60],
  'literals.test': [20, 0],
  'name_label_dropping.test': [15, 5],
  'operators.test': [133, 72],
  'range_queries.test': [8, 0],
  'selectors.test': [31, 0],
  'staleness.test': [17, 0],
  'subquery.test': [32, 1],
  'trig_functions.test': [19, 0],
};

/** Why a block may be refused. Anything else would be a gap nobody meant. */
const REASONS = [
  /native histogram/,
  /is no UTF-8, which is not supported$/,
  /^function "\w+" is not enabled$/,
  /^limit(k|_ratio)\(\) is experimental/,
  /^unexpected character in duration expression|^experimental duration expression is not enabled$/,
  'names are dropped at once, not at the end',
];

const listed = readFileSync(new URL('refused.txt', folder), 'utf8').split('\n').filter(Boolean);

describe("Prometheus' own tests of PromQL", () => {
  it('are all here', () => {
    expect(files.sort()).toEqual(Object.keys(EXPECTED));
  });

  it.each(files)('%s', (file) => {
    const verdicts = runScript(readScript(file, readFileSync(new URL(file, folder), 'utf8')));
    const wrong = verdicts.filter((verdict) => verdict.came === 'wrong');
    expect(wrong.map(({ line, expression, why }) => `${file}:${line} ${expression}: ${why}`)).toEqual([]);
    const refused = verdicts.filter((verdict) => verdict.came === 'refused');
    const lines = refused.map(({ line, expression, why }) => `${file}:${line} ${expression} -- ${why}`);
    expect(lines).toEqual(listed.filter((it) => it.startsWith(`${file}:`)));
    const reasons = refused.map(({ why }) => why);
    const isKnown = (why: string) =>
      REASONS.some((reason) => (reason instanceof RegExp ? reason.test(why) : reason === why));
    expect(reasons.filter((why) => !isKnown(why))).toEqual([]);
    expect([verdicts.length - reasons.length, reasons.length]).toEqual(EXPECTED[file]);
  });
});
