import { stringify } from 'yaml';
import { checkRuleFile } from '../index.ts';
import { checkCorpus } from './check-corpus.ts';
import { type Chance, chanceOf } from './generated-tests.ts';
import { TEMPLATE_SERIES, TEMPLATES } from './template-corpus.ts';
import type { UnitTestCorpus } from './unit-test-corpus.ts';

const CHARACTERS = [...' \n:-"\'{}[],#&*!|>%@`~\t?ab0.1=<\\'];

/** Rule files with one to three random changes each, by name: what a hand at the keyboard can do to them. */
export function mutatedRuleFiles(seeds: readonly number[]): ReadonlyMap<string, string> {
  const sources = [...checkCorpus().values()].filter(
    (text) => text.length > 60 && checkRuleFile('r', Buffer.from(text)).kind === 'good',
  );
  return new Map(
    seeds.flatMap((seed) => {
      const chance = chanceOf(seed);
      const text = mutated(pick(sources, chance), chance);
      // An anchor with a colon right behind it is the anchor of an empty key to Go; to us it is a mistake.
      return /&\w+:(\s|$)/m.test(text) ? [] : [[`mutated-${seed}`, text]];
    }),
  );
}

/**
 * Unit tests of rules whose only annotation is a template with random changes; what it gives is not expected, so that
 * both sides say it. Of each metric there is one series: promtool has several in any order.
 */
export function mutatedTemplates(seeds: readonly number[]): UnitTestCorpus {
  const files = new Map<string, string>();
  const tests: string[] = [];
  for (const seed of seeds) {
    const chance = chanceOf(seed);
    const text = mutated(pick(TEMPLATES, chance), chance);
    const rule = { alert: 'A', expr: 'm > 0', annotations: { text } };
    const rules = `${seed}.rules.yml`;
    files.set(rules, stringify({ groups: [{ name: 'g', rules: [rule] }] }));
    const test = {
      external_labels: { env: 'prod' },
      input_series: TEMPLATE_SERIES.slice(0, 2),
      alert_rule_test: [{ eval_time: '0m', alertname: 'A', exp_alerts: [] }],
    };
    files.set(`${seed}.test.yml`, stringify({ rule_files: [rules], tests: [test] }));
    tests.push(`${seed}.test.yml`);
  }
  return { files, tests };
}

function mutated(text: string, chance: Chance): string {
  let result = text;
  const count = 1 + Math.floor(chance() * 3);
  for (let done = 0; done < count; done += 1) {
    const at = Math.floor(chance() * result.length);
    const kind = chance();
    const character = pick(CHARACTERS, chance);
    if (kind < 0.35) result = result.slice(0, at) + result.slice(at + 1);
    else if (kind < 0.7) result = result.slice(0, at) + character + result.slice(at);
    else if (kind < 0.85) result = result.slice(0, at) + character + result.slice(at + 1);
    else result = swappedLines(result, chance);
  }
  return result;
}

function swappedLines(text: string, chance: Chance): string {
  const lines = text.split('\n');
  const [one, other] = [chance, chance].map((it) => Math.floor(it() * lines.length));
  const first = lines[one ?? 0] ?? '';
  lines[one ?? 0] = lines[other ?? 0] ?? '';
  lines[other ?? 0] = first;
  return lines.join('\n');
}

function pick<T>(from: readonly T[], chance: Chance): T {
  return from[Math.floor(chance() * from.length)] as T;
}
