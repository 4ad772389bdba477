import { expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { escapeMarkdown } from '../../kernel/markdown.ts';
import { escapeHtml } from '../../kernel/report-page.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import {
  inARow,
  newJournal,
  newWorld,
  openProcesses,
  step,
} from '../../operate/processes/testing/open-processes.ts';
import type { Entry } from '../../store/journal/entry.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { MOST_OUTPUT, reportOf } from './report.ts';

const EVIL = `</pre></style><script>alert(1)</script><img src=x onerror='alert(2)'>"&\u202e\u001b[31m\`\`\`\n# not a title | <b>`;

/** A run on the real engine, in which everything an outsider can write is hostile. */
async function hostileRun() {
  const clock = manualClock();
  const journal = newJournal();
  const world = newWorld();
  world.readings.set('meter', `${EVIL}${'x'.repeat(2 * MOST_OUTPUT)}`);
  const { processes, close } = openProcesses({ clock, journal, world, actor: () => EVIL });
  const definition = inARow(
    { ...step('look', 'read', { reading: 'meter' }), title: EVIL },
    step('turn', 'lamp.turn', { lamp: 'a' }),
  );
  const { id } = await processes.start({
    ...{ definition: { ...definition, title: EVIL }, parameters: { evil: EVIL }, readOnly: false },
  });
  for (let round = 0; round < 20; round += 1) await clock.advance(0);
  const asking = processes.get(id).steps.find(({ question }) => question !== null);
  processes.answer(id, asking?.id ?? '', { choice: 'agree', note: EVIL });
  for (let round = 0; round < 20; round += 1) await clock.advance(0);
  const view = processes.get(id);
  await close();
  const entries: Entry[] = journal.entries.map((entry) => ({
    ...entry,
    at: new Date(entry.at).toISOString(),
    leafHash: 'ab'.repeat(32),
  }));
  const signed = {
    origin: 'acgs-control-center/test',
    checkpoint: { size: 3, at: '2025-06-27T09:00:00.000Z' },
  };
  return { view, entries, report: reportOf(view, entries, signed, clock.now()) };
}

it('tells steps, answers, evidence, and what a checkpoint covers of the journal', async () => {
  const { view, entries, report } = await hostileRun();
  expect(report).toMatchObject({
    ...{
      runId: view.id,
      definitionHash: view.definitionHash,
      status: 'succeeded',
      parameters: { evil: EVIL },
    },
    answers: [{ by: EVIL, step: 'turn', choice: 'agree', note: EVIL }],
    journal: { checkpoint: { size: 3, covers: 3 } },
  });
  expect(report.journal.entries.map(({ index }) => index)).toEqual(entries.map(({ index }) => index));
  const [look] = report.steps;
  expect(look?.output).toMatchObject({ isCut: true });
  expect(look?.output?.text).toHaveLength(MOST_OUTPUT);
  expect(look?.output?.bytes).toBeGreaterThan(2 * MOST_OUTPUT);
  expect(JSON.stringify(look?.evidence)).toMatch(/"outputSha256":"[0-9a-f]{64}"/);
});

it('says when nothing is covered, or nothing is there', async () => {
  const { view, entries } = await hostileRun();
  const none = reportOf(view, entries, { origin: null, checkpoint: null }, 0);
  expect(reportHtml(none)).toContain('none is covered by a signed checkpoint yet');
  const empty = reportOf(view, [], { origin: null, checkpoint: null }, 0);
  expect(reportMarkdown(empty)).toContain('There is no entry about it in the journal');
});

it('as HTML has nothing of a hostile text but its letters, and loads nothing', async () => {
  const html = reportHtml((await hostileRun()).report);
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag?.toLowerCase()));
  for (const tag of ['script', 'img', 'b', 'iframe', 'link']) expect(tags).not.toContain(tag);
  expect(html.match(/<style>/g)).toHaveLength(1);
  expect(html).not.toMatch(/<[^>]*\son\w+=/i);
  for (const raw of ["src=x onerror='", '\u202e', '\u001b']) expect(html).not.toContain(raw);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
  expect(html).not.toMatch(/https?:\/\//);
});

it('as Markdown makes no title, no table cell and no tag of it', async () => {
  const markdown = reportMarkdown((await hostileRun()).report);
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const [run] = /^`{3,}/.exec(line) ?? [];
    if (fence === null && run !== undefined) fence = run;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null) outside.push(line);
  }
  expect(fence).toBeNull();
  expect(outside.filter((line) => /^#+ not a title/.test(line))).toEqual([]);
  expect(outside.filter((line) => /(^|[^\\])<\w/.test(line))).toEqual([]);
  expect(markdown).not.toContain('\u001b');
});

it('tells for reading what a step says in lines, and keeps the rest of it behind them', async () => {
  const { view, entries } = await hostileRun();
  const lines = [`❌ ${EVIL}`, '✅ All services operational', 'y'.repeat(MOST_OUTPUT)];
  const steps = view.steps.map((it) => ({
    ...it,
    state: { ...it.state, output: { lines, verdict: 'fail' } },
  }));
  const report = reportOf({ ...view, steps }, entries, { origin: null, checkpoint: null }, 0);
  expect(report.steps[0]?.lines).toEqual({ shown: lines.slice(0, 2), total: 3 });
  const html = reportHtml(report);
  expect(html).toContain('<li><span class="mark pass">✓</span>All services operational</li>');
  expect(html).toContain('<li><span class="mark fail">✗</span>&lt;/pre&gt;');
  expect(html).toContain('And 1 more lines.');
  expect(html).toContain('<details><summary>All that it gave</summary><pre>{');
  expect(html).not.toMatch(/<script|<img/);
  const markdown = reportMarkdown(report);
  expect(markdown).toContain('- ✅ All services operational');
  expect(markdown).not.toContain('\n# not a title');
});

it('escapes', () => {
  expect(escapeHtml(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
  expect(escapeMarkdown('a | `b`\n# <c>')).toBe('a \\| \\`b\\` \\# \\<c\\>');
});

it('is of a step that has not begun, too', async () => {
  const clock = manualClock();
  const wait: ActionKind = {
    ...{ name: 'never', title: 'Never', risk: 'read' },
    input: (await import('zod')).z.object({}),
    foresee: async () => ({
      ...{ how: 'not-predictable', words: '', risk: 'read', calls: [], diff: null, notes: [] },
    }),
    run: () => new Promise(() => undefined),
  };
  const { processes, close } = openProcesses({ clock, actions: [wait] });
  const definition = inARow(step('never', 'never', {}), step('look', 'read', { reading: 'meter' }));
  const { id } = await processes.start({ definition, parameters: {}, readOnly: false });
  await clock.advance(0);
  const report = reportOf(processes.get(id), [], { origin: null, checkpoint: null }, clock.now());
  expect(report.steps.map(({ startedAt }) => startedAt === null)).toEqual([false, true]);
  expect(reportHtml(report)).toContain('not begun');
  processes.abort(id, 'enough');
  void close();
});
