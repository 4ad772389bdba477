import { describe, expect, it } from 'vitest';
import { ageOf, cores, mebibytes, milliseconds, percent } from './figures.ts';
import { type Column, formatTable, printable } from './table.ts';

interface Row {
  name: string;
  restarts: number;
  message: string;
}

const columns: Column<Row>[] = [
  { title: 'NAME', cell: (row) => row.name },
  { title: 'RESTARTS', cell: (row) => String(row.restarts), align: 'right' },
  { title: 'MESSAGE', cell: (row) => row.message, shrinks: true },
];
const rows: Row[] = [
  { name: 'auth', restarts: 0, message: 'Back-off restarting failed container' },
  { name: 'governance', restarts: 12, message: 'ok' },
];

describe('a table', () => {
  it('is aligned and ends its lines with no spaces', () => {
    expect(formatTable(rows, columns, { columns: undefined })).toEqual([
      'NAME         RESTARTS   MESSAGE',
      'auth                0   Back-off restarting failed container',
      'governance         12   ok',
    ]);
  });

  it('fits the terminal by cutting what may be cut', () => {
    const lines = formatTable(rows, columns, { columns: 40 });
    expect(lines[1]).toBe('auth                0   Back-off restar…');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('keeps names whole however narrow the terminal', () => {
    expect(formatTable(rows, columns, { columns: 5 })[2]).toContain('governance');
  });

  it('is coloured without losing its alignment', () => {
    const tint = (_row: Row, title: string, text: string) => (title === 'NAME' ? `<${text}>` : text);
    expect(formatTable(rows, columns, { columns: undefined, tint })[1]).toMatch(/^<auth> {6} {3}/);
  });

  it('shows nothing of control characters, which could write over the terminal', () => {
    const message = '\u001b[2Jall is well\r\nreally\u202e';
    const [, line] = formatTable([{ name: 'x', restarts: 0, message }], columns, { columns: undefined });
    expect(line).toBe('x             0   [2Jall is well really');
    expect(printable('a\tb\u0000c')).toBe('a b c');
  });
});

describe('figures', () => {
  const now = Date.parse('2025-06-27T09:00:00Z');
  const ages: [secondsAgo: number, age: string][] = [
    [0, '0s'],
    [119, '119s'],
    [150, '2m30s'],
    [180, '3m'],
    [3600, '60m'],
    [10_800, '3h'],
    [172_800, '2d'],
    [-5, '0s'],
  ];
  for (const [secondsAgo, age] of ages) {
    it(`${secondsAgo} s ago is ${age}`, () => {
      expect(ageOf(new Date(now - secondsAgo * 1000).toISOString(), now)).toBe(age);
    });
  }

  it('shows what nobody measured as a dash, never as nought', () => {
    expect([ageOf(null, now), cores(null), mebibytes(null), percent(null), milliseconds(null)]).toEqual(
      Array(5).fill('-'),
    );
  });

  it('carries units', () => {
    expect([
      cores(0.25),
      mebibytes(314_572_800),
      percent(0.571),
      milliseconds(6.34),
      milliseconds(450.2),
    ]).toEqual(['250m', '300Mi', '57%', '6.3 ms', '450 ms']);
  });
});
