import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { launch } from '../testing/launch.ts';

const RUNBOOK = `apiVersion: acgs.dev/runbook/v1
id: lights
title: Look at the <b>lights</b>
summary: Somebody looks at the lights.
parameters:
  room: { type: string, title: Which room }
steps:
  - { id: look, title: "Look at \${{ parameters.room }}", action: manual, with: { text: "Look at the lights." } }
`;

/** Each of them starts the launcher several times. */
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

const acgs = (words: readonly string[], env: Record<string, string> = {}) =>
  launch([...words, '--profile', 'p.yaml', '--data', 'data'], {
    folder,
    env: { HOME: folder, XDG_CONFIG_HOME: folder, ...env },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-report-'));
  await writeFile(join(folder, 'lights.yaml'), RUNBOOK);
  await writeFile(join(folder, 'p.yaml'), 'name: p\nenvironment: staging\nrunbooks: [lights.yaml]\n');
});

afterEach(() => rm(folder, { recursive: true }));

it('writes what a run did as Markdown, HTML and JSON, and never over a file', async () => {
  const started = await acgs(['runbooks', 'run', 'lights', '--param', 'room=<i>hall</i>', '--json']);
  const { runId } = JSON.parse(started.out);
  const note = 'all <em>dark</em>';
  const answered = await acgs(['runs', 'resume', runId, '--answer', 'look=done', '--note', note]);
  expect(answered.code).toBe(0);

  const markdown = await acgs(['runs', 'report', runId.slice(0, 8)]);
  expect([markdown.code, markdown.err]).toEqual([0, '']);
  expect(markdown.out).toContain('# Look at the \\<b\\>lights\\</b\\>');
  expect(markdown.out).toContain('all \\<em\\>dark\\</em\\>');

  const json = JSON.parse((await acgs(['runs', 'report', runId, '--format', 'json'])).out);
  expect(json).toMatchObject({
    ...{ runId, runbook: 'lights', status: 'succeeded', parameters: { room: '<i>hall</i>' } },
    answers: [{ choice: 'done', note }],
  });
  const { entries, checkpoint } = json.journal;
  expect(entries.length).toBeGreaterThan(3);
  expect(entries[0]).toMatchObject({
    kind: 'process.started',
    leafHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  // Each command signs what it wrote when it ends.
  expect(checkpoint.covers).toBe(entries.length);

  const wrote = await acgs(['runs', 'report', runId, '--output', 'report.html']);
  expect([wrote.code, wrote.out]).toEqual([0, `Wrote the report of ${runId.slice(0, 8)} to report.html\n`]);
  const html = await readFile(join(folder, 'report.html'), 'utf8');
  expect(html).toContain('<h1>Look at the &lt;b&gt;lights&lt;/b&gt;</h1>');
  expect(html).toContain('Look at &lt;i&gt;hall&lt;/i&gt;');
  expect(html).not.toMatch(/<(script|b|i|em)>/);
  const again = await acgs(['runs', 'report', runId, '--output', 'report.html']);
  expect([again.code, again.err]).toEqual([2, 'acgs: report.html is there already. Choose another name.\n']);

  // A browser that prints: a file. One that does not: the reason.
  const pdf = ['runs', 'report', runId, '--output', 'report.pdf'];
  await writeFile(join(folder, 'chromium'), PRINTS);
  await chmod(join(folder, 'chromium'), 0o755);
  const path = { PATH: `${folder}:${process.env.PATH}` };
  expect(await acgs(pdf, path)).toMatchObject({ code: 0, err: '' });
  expect((await stat(join(folder, 'report.pdf'))).size).toBeGreaterThan(0);
  expect((await acgs(pdf, path)).err).toContain('report.pdf is there already');
  await writeFile(join(folder, 'chromium'), '#!/bin/sh\nexit 1\n');
  expect(await acgs([...pdf.slice(0, -1), 'other.pdf'], path)).toMatchObject({
    code: 3,
    err: expect.stringContaining('did not print the report'),
  });
});

/** Takes the words of Chromium, and copies the page where the PDF would go. */
const PRINTS = `#!/bin/sh
for word in "$@"; do
  case "$word" in
    --print-to-pdf=*) to="\${word#--print-to-pdf=}" ;;
    file://*) page="\${word#file://}" ;;
  esac
done
cp "$page" "$to"
`;

it('says what is wrong with what was asked', async () => {
  const gone = await acgs(['runs', 'report', 'nothing']);
  expect([gone.code, gone.err]).toEqual([
    1,
    'acgs: There is no run nothing. acgs runs list shows what there is.\n',
  ]);
  const pdf = await acgs(['runs', 'report', 'nothing', '--format', 'pdf']);
  expect([pdf.code, pdf.err]).toEqual([2, 'acgs: A PDF goes into a file: name it with --output FILE\n']);
  const form = await acgs(['runs', 'report', 'nothing', '--format', 'doc']);
  expect([form.code, form.err]).toEqual([2, 'acgs: --format takes html or md or json or pdf, not "doc"\n']);
});
