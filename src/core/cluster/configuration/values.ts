/** What a setting holds. `ratio` is 0 to 1, `percentage` whole percent from 0 to 100. */
export type ValueType =
  | 'boolean'
  | 'percentage'
  | 'ratio'
  | 'milliseconds'
  | 'days'
  | 'hash'
  | 'path'
  | 'mode';

/** A value as it can be compared, or why it is none. */
export type ReadValue = { ok: true; value: string } | { ok: false; why: string };

const MODES = ['production', 'staging', 'development', 'shadow', 'test'] as const;
/** More than any answer may take. */
const MOST_MS = 600_000;
const MOST_DAYS = 36_500;

/** What `0.90` and `0.9` have in common: the value in its plainest form. */
export function readValue(type: ValueType, written: string): ReadValue {
  const text = written.trim();
  if (text === '') return { ok: false, why: 'it is empty' };
  switch (type) {
    case 'boolean': {
      const word = text.toLowerCase();
      return word === 'true' || word === 'false'
        ? good(word)
        : bad(`"${shortened(text)}" is neither true nor false`);
    }
    case 'percentage':
      return /^(100|[1-9]?\d)$/.test(text)
        ? good(text)
        : bad(`"${shortened(text)}" is no whole percentage from 0 to 100`);
    case 'ratio':
      return ratioOf(text);
    case 'milliseconds':
      return numberOf(text, { least: 1, most: MOST_MS, what: 'number of milliseconds' });
    case 'days':
      return /^\d+$/.test(text)
        ? numberOf(text, { least: 1, most: MOST_DAYS, what: 'number of days' })
        : bad(`"${shortened(text)}" is no whole number of days`);
    case 'hash': {
      const hash = text.toLowerCase();
      // As long as a profile may say.
      return /^[0-9a-f]{8,64}$/.test(hash)
        ? good(hash)
        : bad(`"${shortened(text)}" is no hash of hexadecimal digits`);
    }
    case 'path':
      return /^\/[^\0]*$/.test(text)
        ? good(text.length > 1 ? text.replace(/\/+$/, '') : text)
        : bad(`"${shortened(text)}" is no absolute path`);
    case 'mode': {
      const mode = text.toLowerCase();
      return MODES.some((known) => known === mode)
        ? good(mode)
        : bad(`"${shortened(text)}" is none of ${MODES.join(', ')}`);
    }
  }
}

/** Both kinds are in use for the same figure, and a ratio that is read as percent lets everything pass. */
function ratioOf(text: string): ReadValue {
  const figure = figureOf(text);
  if (figure === null) return bad(`"${shortened(text)}" is no number from 0 to 1`);
  if (figure > 1 && figure <= 100) {
    return bad(`${text} is in percent where a ratio from 0 to 1 is meant: ${plain(figure / 100)}`);
  }
  return figure >= 0 && figure <= 1 ? good(plain(figure)) : bad(`${text} is not from 0 to 1`);
}

function numberOf(text: string, range: { least: number; most: number; what: string }): ReadValue {
  const figure = figureOf(text);
  if (figure === null) return bad(`"${shortened(text)}" is no ${range.what}`);
  return figure >= range.least && figure <= range.most
    ? good(plain(figure))
    : bad(`${text} is not from ${range.least} to ${range.most}`);
}

function figureOf(text: string): number | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Without the zeros that somebody wrote behind it, and without what a division left behind. */
function plain(figure: number): string {
  return String(Number(figure.toPrecision(12)));
}

function good(value: string): ReadValue {
  return { ok: true, value };
}

function bad(why: string): ReadValue {
  return { ok: false, why };
}

const MOST_SHOWN = 60;

function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
