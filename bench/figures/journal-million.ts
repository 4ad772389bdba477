import { z } from 'zod';
import type { Benchmark } from '../benchmark.ts';
import { runSubject } from '../programs/subject.ts';

const ENTRIES = 1_000_000;
const walked = z.object({ size: z.literal(ENTRIES), tookMs: z.number(), longestBlockMs: z.number() });
const filtered = z.object({ longestBlockMs: z.number() });
const searched = z.object({ p95Ms: z.number(), found: z.number().min(1) });

/** A journal of years: verified, searched, and no screen kept waiting meanwhile. */
export const journalMillion: Benchmark = {
  name: 'journal-million',
  figures: [
    {
      title: 'journal: verifying a million entries',
      unit: 'ms',
      limit: { timesPeer: 2.5 },
      peers: ['reading the entries and hashing their bytes', 'the same with the whole file, the floor'],
    },
    // As for a window that shows the progress: at 50 ms a person begins to feel it (RAIL).
    { title: 'longest block meanwhile', unit: 'ms', limit: 50, peers: [] },
    {
      title: 'journal: two words among a million entries, p95',
      unit: 'ms',
      limit: 30,
      peers: ['SQLite looking through all of them'],
    },
    { title: 'longest block while they are filtered', unit: 'ms', limit: 50, peers: [] },
  ],
  rounds: 5,
  needs: [],
  uses: 'nothing',
  async prepare(stage) {
    const { signal } = stage;
    const folder = await stage.folder();
    await runSubject('journal-make', [folder, String(ENTRIES)], { signal });
    // Once is enough for what is a hundred times slower.
    const scan = searched.parse(await runSubject('journal-search', [folder, 'scan'], { signal }));
    return async () => {
      const verified = walked.parse(await runSubject('journal-verify', [folder, 'verify'], { signal }));
      const read = walked.parse(await runSubject('journal-verify', [folder, 'read'], { signal }));
      const file = walked.parse(await runSubject('journal-verify', [folder, 'file'], { signal }));
      const found = searched.parse(await runSubject('journal-search', [folder, 'index'], { signal }));
      const held = filtered.parse(await runSubject('journal-filters', [folder], { signal }));
      return [
        { ours: verified.tookMs, peers: [read.tookMs, file.tookMs] },
        { ours: verified.longestBlockMs, peers: [] },
        { ours: found.p95Ms, peers: [scan.p95Ms] },
        { ours: held.longestBlockMs, peers: [] },
      ];
    };
  },
};
