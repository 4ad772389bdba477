/** Counts every figure of an exported validation again from its evidence: node recompute.mjs FILE.json|FILE.csv */
import { readFileSync } from 'node:fs';

const sum = (values) => Math.round(values.reduce((a, b) => a + b, 0) * 1e9) / 1e9;
const figure = (text) => (text === '' || text === undefined ? null : Number(text));
function readCsv(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1).push(quoted ?? plain);
    if (end !== ',') lines.push([]);
  }
  const [head, ...body] = lines.slice(0, -1);
  const parts = {};
  for (const line of body) {
    const it = Object.fromEntries(head.map((name, place) => [name, line[place]]));
    const [weight, target, counts] = [it.part_weight, it.part_target, it.item_counts].map(figure);
    parts[it.part] ??= { id: it.part, weight, target, good: it.part_good, held: {}, total: it.score_target };
    if (!it.item) continue;
    const { held } = parts[it.part];
    held[it.item] ??= { weight: figure(it.item_weight), counts, evidence: [] };
    if (it.source) held[it.item].evidence.push({ value: figure(it.value), count: figure(it.count) });
  }
  for (const part of Object.values(parts)) part.items = Object.values(part.held);
  return { parts: Object.values(parts), score: { target: figure(Object.values(parts)[0].total) } };
}
/** A hash is right where every place is; acts count by how many have an entry; other items say what they count. */
function countsOf(part, { counts, evidence }) {
  const values = evidence.map(({ value }) => value);
  if (part === 'hash') return values.includes(0) ? 0 : values.includes(null) || !values[0] ? null : 1;
  if (part !== 'audit' || values.includes(null)) return counts;
  return sum(evidence.map((it) => it.value * it.count)) / sum(evidence.map((it) => it.count));
}
const text = readFileSync(process.argv[2], 'utf8');
const { parts, score } = text.startsWith('{') ? JSON.parse(text) : readCsv(text);
const found = parts.map(({ id, weight, target, good, items }) => {
  const share = (open) => sum(items.map((item) => item.weight * (countsOf(id, item) ?? open)));
  const known = items.some((item) => countsOf(id, item) !== null);
  const [numerator, denominator] = [share(0), sum(items.map((item) => item.weight))];
  const [value, atMost] = known ? [numerator / denominator, share(1) / denominator] : [null, null];
  const meets = (it) => known && (good === 'above' ? it > target : it >= target);
  const state = meets(value) ? 'met' : known && !meets(atMost) ? 'missed' : 'unknown';
  return { id, weight, numerator, denominator, value, atMost, state };
});
const is = (state) => (part) => part.state === state;
const verdict = found.some(is('missed')) ? 'violated' : found.every(is('met')) ? 'compliant' : 'inconclusive';
const total = (of) =>
  found.some((it) => it.value !== null) ? sum(found.map((it) => it.weight * of(it))) : null;
const figures = { value: total((it) => it.value ?? 0), atMost: total((it) => it.atMost ?? 1) };
console.log(JSON.stringify({ verdict, score: { ...figures, target: score.target }, parts: found }));
