import { expect, it } from 'vitest';
import { hashesInText } from './hashes-in-text.ts';

it.each([
  ['constitutional_hash: cdd01ef066bc6cf2', 'cdd01ef066bc6cf2'],
  ['{"constitutional_hash":"cdd01ef066bc6cf2",', 'cdd01ef066bc6cf2'],
  ['export CONSTITUTIONAL_HASH=cdd01ef066bc6cf2', 'cdd01ef066bc6cf2'],
  ["  constitutional-hash: 'a41f0c9be77d2035'", 'a41f0c9be77d2035'],
  ['✅ Constitutional Hash: cdd01ef066bc6cf2', 'cdd01ef066bc6cf2'],
  ['**Constitutional Hash:** `cdd01ef066bc6cf2`.', 'cdd01ef066bc6cf2'],
  ['constitutional_hash: "CDD01EF066BC6CF2 "', 'CDD01EF066BC6CF2 '],
])('finds the hash in %s', (text, value) => {
  expect(hashesInText(text)).toEqual([{ value, line: 1 }]);
});

it.each([
  'The constitutional hash: every component must carry it',
  'constitutional_hash: ${HASH}',
  'constitutional_hash_validation: true',
  'constitutional_hash: <the hash>',
  'constitutional_hash:\n  nested: 1',
])('takes no sentence or placeholder for one: %s', (text) => {
  expect(hashesInText(text)).toEqual([]);
});

it('says in which line, and stops where a text says nothing new', () => {
  const text = `# Title\n\nconstitutional_hash: cdd01ef066bc6cf2\nx\nconstitutional_hash: a41f0c9be77d2035\n`;
  expect(hashesInText(text).map(({ line }) => line)).toEqual([3, 5]);
  expect(hashesInText('constitutional_hash: cdd01ef066bc6cf2\n'.repeat(10_000))).toHaveLength(200);
});
