/** Counts an exported validation again from its evidence, as docs/compliance.md says: node recompute.mjs FILE */
import { readFileSync } from 'node:fs';

const sum = (values) => Math.round(values.reduce((a, b) => a + b, 0) * 1e9) / 1e9;
const mean = (values) => sum([values.reduce((a, b) => a + b, 0) / values.length]);
const cell = (text) => (text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text));
function readCsv(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1).push(cell(quoted ?? plain));
    if (end !== ',') lines.push([]);
  }
  const [head, ...body] = lines.slice(0, -1);
  const rows = body.map((line) => Object.fromEntries(head.map((name, place) => [name, line[place]])));
  const by = (name, of) => [...Map.groupBy(of, (it) => it[name])].flatMap(([key, its]) => (key ? [its] : []));
  const parts = by('part', rows).map((of) => {
    const [{ part: id, part_weight: weight, part_target: target, part_good: good }] = of;
    const items = by('item', of).map((it) => ({ weight: it[0].item_weight, evidence: it }));
    return { id, weight, target, good, items };
  });
  return { parts, score: { target: rows[0].score_target } };
}
function countsOf(part, asked) {
  const before = asked.flatMap((it) => (it.source === 'record of the period' ? (it.value ?? []) : []));
  const all = asked.flatMap((it) => (it.source === 'record of the period' || !it.count ? [] : [it.value]));
  const [low, high] = [0, 1].map((unknown) => mean(all.map((it) => it ?? unknown)));
  if (part === 'dgm' && all.length > 0) return low >= 0.9 ? 1 : high < 0.9 ? 0 : null;
  if (part === 'hash' && all.includes(0)) return 0;
  if (all.length === 0 || all.includes(null)) return null;
  if (part !== 'audit') return before.length > 0 ? Math.min(mean(all), mean(before)) : mean(all);
  return sum(asked.map((it) => it.value * it.count)) / sum(asked.map((it) => it.count));
}
const text = readFileSync(process.argv[2], 'utf8');
const { parts, score } = text.startsWith('{') ? JSON.parse(text) : readCsv(text);
const found = parts.map(({ id, weight, target, good, items }) => {
  const counted = items.map((item) => [item.weight, countsOf(id, item.evidence)]);
  const share = (open) => sum(counted.map(([heavy, counts]) => heavy * (counts ?? open)));
  const known = counted.some(([, counts]) => counts !== null);
  const [numerator, denominator] = [share(0), sum(items.map((item) => item.weight))];
  const [value, atMost] = known ? [numerator / denominator, share(1) / denominator] : [null, null];
  const meets = (it) => known && (good === 'above' ? it > target : it >= target);
  const state = meets(value) ? 'met' : known && !meets(atMost) ? 'missed' : 'unknown';
  return { id, weight, numerator, denominator, value, atMost, state };
});
const is = (state) => (part) => part.state === state;
const verdict = found.some(is('missed')) ? 'violated' : found.every(is('met')) ? 'compliant' : 'inconclusive';
const of = (key, open) => sum(found.map((it) => it.weight * (it[key] ?? open)));
const seen = found.some(({ value }) => value !== null);
const [value, atMost] = seen ? [of('value', 0), of('atMost', 1)] : [null, null];
console.log(JSON.stringify({ verdict, score: { value, atMost, target: score.target }, parts: found }));
