import { expect, it } from 'vitest';
import { runbookOf, runbookText } from '../testing/runbook-text.ts';
import { printedLines } from './prints.ts';

const RUNBOOK = runbookOf(
  runbookText({
    steps: '- { id: check, title: Check, action: sql.check, with: { check: schema }, timeout: 1m }',
    prints: `- { when: { value: "\${{ steps.check.output.verdict }}", is: pass }, text: "✅ All is well" }
- { when: { value: "\${{ steps.check.output.verdict }}", is: fail }, text: "❌ It is not" }
- { text: "\${{ steps.check.output.lines }}" }
- { text: "\${{ steps.check.output.figures.tables }} tables" }`,
  }),
);

function lines(output: Record<string, string | string[] | Record<string, number>> | null) {
  const steps = () => ({ status: 'succeeded', output });
  return printedLines(RUNBOOK, { parameters: {}, run: {}, steps });
}

it('prints a line when it is true, and a list as a line each', () => {
  expect(lines({ verdict: 'pass', lines: ['✅ schema', '✅ indexes'], figures: { tables: 12 } })).toEqual([
    '✅ All is well',
    '✅ schema',
    '✅ indexes',
    '12 tables',
  ]);
  expect(lines({ verdict: 'fail', lines: [], figures: {} })).toEqual(['❌ It is not']);
});

it('prints nothing of what nobody knows', () => {
  expect(lines(null)).toEqual([]);
  expect(lines({ verdict: 'unknown', lines: ['❔ schema'] })).toEqual(['❔ schema']);
});
