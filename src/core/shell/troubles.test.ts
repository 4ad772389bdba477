import { expect, it } from 'vitest';
import { troublesOf } from './troubles.ts';

const well = { recovery: null, problem: null };
const sentences = (...args: Parameters<typeof troublesOf>) => troublesOf(...args).map((it) => it.message);

it('says nothing where nothing is wrong', () => {
  expect(troublesOf(null, well)).toEqual([]);
});

it('says what was moved aside, what is not kept, and what of the journal was lost', () => {
  expect(
    sentences({ kind: 'damaged', why: 'file is not a database', movedTo: 'a.db.damaged-1' }, well),
  ).toEqual([
    'The record of what was observed was damaged and is kept as a.db.damaged-1; a new one was begun',
  ]);
  expect(sentences({ kind: 'not-kept', why: 'EACCES' }, well)).toEqual([
    'What is observed now is not recorded: the data folder cannot be written (EACCES)',
  ]);
  const recovery = {
    why: 'its database was damaged',
    kept: 12,
    lost: 3,
    movedTo: 'journal.db.damaged-x',
    origin: 'o',
  };
  expect(sentences(null, { ...well, recovery })).toEqual([
    'The journal was recovered: its database was damaged. Its first 12 entries were intact, 3 or more were lost, and what was there is kept as journal.db.damaged-x',
  ]);
  expect(sentences(null, { ...well, recovery: { ...recovery, lost: null, movedTo: null } })).toEqual([
    'The journal was recovered: its database was damaged. Its first 12 entries were intact, how many were lost is not known',
  ]);
});

it('passes on why the journal cannot be read or written', () => {
  const problem = { code: 'secret' as const, message: 'The key is missing', hint: null, retryable: false };
  expect(troublesOf(null, { recovery: null, problem })).toEqual([problem]);
});
