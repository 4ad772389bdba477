import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { printPdf } from './print-pdf.ts';

it('says in one sentence that there is no browser', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'acgs-print-'));
  const signal = new AbortController().signal;
  const printing = printPdf('<p>', { env: { PATH: folder }, signal, places: [] });
  await expect(printing).rejects.toMatchObject({
    code: 'not-configured',
    message: 'There is no Chromium or Chrome here that could print a PDF',
    hint: 'Install one, or write the report with --format html and print that.',
  });
  await rm(folder, { recursive: true });
});
