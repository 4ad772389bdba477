import { durationText, type Labels, quote } from '../../../promql/index.ts';
import { ALERT_NAME } from '../evaluation/alerting.ts';
import { evaluateGroup, type GroupState, newGroupState } from '../evaluation/group.ts';
import { type MemoryStore, memoryStore } from '../evaluation/memory-store.ts';
import { queryVector } from '../evaluation/query.ts';
import type { RuleGroup } from '../rule.ts';
import {
  areSameAlerts,
  areSameSamples,
  type ComparedAlert,
  sortedAlerts,
  sortedPairs,
  sortedSamples,
  writeAlerts,
  writeSamples,
} from './comparison.ts';
import { InputRefused, readInputSeries } from './input-series.ts';
import { NotationError, readMetric } from './series-notation.ts';
import type { AlertTest, ExpressionTest, UnitTest } from './test-file.ts';

/** The rules of a test, or why there are none, as promtool prints it. */
export type LoadedRules = { groups: readonly RuleGroup[] } | { problems: readonly string[] };

export interface TestSurroundings {
  rules: LoadedRules;
  evaluationIntervalMs: number;
  fuzzyCompare: boolean;
}

/**
 * Runs one unit test as promtool does: time starts at 0, and every evaluation interval all groups are evaluated on
 * what the input holds up to then.
 *
 * @returns what does not hold, each as promtool prints it
 */
export function runUnitTest(test: UnitTest, around: TestSurroundings): string[] {
  const nameless = test.alertTests.find(({ alertName }) => alertName === '');
  const store = memoryStore();
  const input = readInputSeries(test, store);
  if ('problem' in input) return [input.problem];
  if ('problems' in around.rules) return [...around.rules.problems];
  if (nameless !== undefined) {
    const inGroup = test.name === '' ? '' : ` (in TestGroup ${test.name})`;
    const at = durationText(nameless.atMs);
    return [`an item under alert_rule_test misses required attribute alertname at eval_time ${at}${inGroup}`];
  }
  const failures: string[] = [];
  const { evaluationIntervalMs } = around;
  const lastMs = Math.max(0, ...[...test.alertTests, ...test.expressionTests].map(({ atMs }) => atMs));
  const surroundings = {
    store,
    subqueryStepMs: evaluationIntervalMs,
    externalLabels: test.externalLabels,
    externalUrl: test.externalUrl,
  };
  let states = around.rules.groups.map((group) => newGroupState(group, { restored: true }));
  for (let atMs = 0; atMs <= lastMs; atMs += evaluationIntervalMs) {
    try {
      input.appendUntil(atMs);
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      failures.push(error.message);
      continue;
    }
    const problems: string[] = [];
    states = states.map((state) => {
      const next = evaluateGroup(state, atMs, surroundings);
      problems.push(...problemsOf(next, atMs));
      return next;
    });
    failures.push(...problems);
    if (problems.length > 0) return failures;
    const due = test.alertTests
      .filter((it) => it.atMs >= atMs && it.atMs < atMs + evaluationIntervalMs)
      .sort((a, b) => a.atMs - b.atMs);
    for (const it of due) failures.push(...alertFailure(it, test.name, states));
  }
  const query = { source: store, subqueryStepMs: evaluationIntervalMs };
  for (const it of test.expressionTests) failures.push(...expressionFailure(it, query, around.fuzzyCompare));
  return failures;
}

function problemsOf({ rules }: GroupState, atMs: number): string[] {
  return rules.flatMap(({ rule, problem }) =>
    problem === null ? [] : [`    rule: ${rule.name}, time: ${goDuration(atMs)}, err: ${problem}`],
  );
}

function alertFailure(
  { alertName, atMs, expected }: AlertTest,
  testName: string,
  states: readonly GroupState[],
): string[] {
  const got = sortedAlerts(states.flatMap((state) => firingAlerts(state, alertName)));
  const wanted = sortedAlerts(
    expected.map(({ labels, annotations }) => ({
      labels: sortedPairs(new Map([...labels, [ALERT_NAME, alertName]])),
      annotations: sortedPairs(annotations),
    })),
  );
  if (areSameAlerts(wanted, got)) return [];
  const indent = ' '.repeat(12);
  const name = testName === '' ? '' : `    name: ${testName},\n`;
  return [
    `${name}    alertname: ${alertName}, time: ${durationText(atMs)}, \n` +
      `        exp:${writeAlerts(wanted, indent)}, \n        got:${writeAlerts(got, indent)}`,
  ];
}

function firingAlerts({ rules }: GroupState, name: string): ComparedAlert[] {
  return rules
    .filter(({ rule }) => rule.kind === 'alerting' && rule.name === name)
    .flatMap(({ alerts }) => [...alerts.values()])
    .filter(({ state }) => state === 'firing')
    .map(({ labels, annotations }) => ({ labels: [...labels], annotations }));
}

function expressionFailure(
  { expression, atMs, expected }: ExpressionTest,
  query: { source: MemoryStore; subqueryStepMs: number },
  fuzzy: boolean,
): string[] {
  const where = `    expr: ${quote(expression)}, time: ${durationText(atMs)},`;
  try {
    const got = queryVector(expression, atMs, query);
    const wanted = expected.map(({ labels, value, histogram }) => {
      if (histogram !== '')
        throw new Error('native histograms (exp_samples.histogram) are not supported here');
      return { labels: [...metricOf(labels)], value };
    });
    const found = got.map(({ labels, value }) => ({ labels: [...labels], value }));
    const [sortedWanted, sortedFound] = [sortedSamples(wanted), sortedSamples(found)];
    if (areSameSamples(sortedWanted, sortedFound, fuzzy)) return [];
    return [
      `${where}\n        exp: ${writeSamples(sortedWanted)}\n        got: ${writeSamples(sortedFound)}`,
    ];
  } catch (error) {
    return [`${where} err: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function metricOf(text: string): Labels {
  try {
    return readMetric(text);
  } catch (error) {
    if (!(error instanceof NotationError)) throw error;
    throw new Error(`labels ${quote(text)}: 1:${error.column}: parse error: ${error.message}`);
  }
}

/** As Go prints a duration: `1h0m0s`, `1m30s`, `1.5s`, `500ms`. */
function goDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = `${(milliseconds % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
