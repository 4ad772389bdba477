import { z } from 'zod';
import type { Benchmark } from '../benchmark.ts';
import { runSubject } from '../programs/subject.ts';

const pair = z.object({ oursUs: z.number(), peerUs: z.number() });
const answer = z.object({ single: pair, batch: pair, sustained: pair });

const PEER = 'better-sqlite3 inserting the same bytes';

/** A journal entry until it is on the disk, beside what the bare database takes for the same bytes. */
export const journalAppend: Benchmark = {
  name: 'journal-append',
  figures: [
    // At least 0.8 of the peer's rate, and 0.6 of it for many at once.
    {
      title: 'journal: one entry, until it is synced',
      unit: 'µs',
      limit: { timesPeer: 1 / 0.8 },
      peers: [PEER],
    },
    {
      title: 'journal: 100 entries at once, until they are synced',
      unit: 'µs',
      limit: { timesPeer: 1 / 0.6 },
      peers: [PEER],
    },
    { title: 'journal: the same, mean with those that also sign', unit: 'µs', peers: [PEER] },
  ],
  rounds: 7,
  needs: [],
  uses: 'nothing',
  async prepare(stage) {
    return async () => {
      const folder = await stage.folder();
      const { single, batch, sustained } = answer.parse(
        await runSubject('journal-append', [folder], { signal: stage.signal }),
      );
      return [single, batch, sustained].map(({ oursUs, peerUs }) => ({ ours: oursUs, peers: [peerUs] }));
    };
  },
};
