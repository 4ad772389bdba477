interface Scan {
  valid: boolean;
  /** Behind the last character looked at and taken, whether valid or not. */
  end: number;
}

const DIGITS = '0123456789';
const HEX_DIGITS = '0123456789abcdefABCDEF';
const ALPHANUMERIC = /^[a-zA-Z0-9_]$/;

/**
 * A number as Prometheus' lexer takes it: decimal with one dot and one exponent, or hexadecimal; underscores between
 * digits. What it takes too much or too little of is the text of the complaint.
 */
export function scanNumber(text: string, start: number): Scan {
  let at = start;
  let digits = DIGITS;
  const accept = (set: string) => {
    const character = text[at];
    if (character === undefined || !set.includes(character)) return false;
    at += 1;
    return true;
  };
  const is = (set: string) => text[at] !== undefined && set.includes(text[at] as string);
  if (accept('0') && accept('xX')) {
    accept('_');
    digits = HEX_DIGITS;
  }
  accept('.');
  accept(digits);
  let dot = false;
  let exponent = false;
  const bad = (): Scan => ({ valid: false, end: at });
  while (is(`${digits}._eE`)) {
    if (is('.') && dot) {
      at += 1;
      return bad();
    }
    if (is('eE') && exponent) {
      at += 1;
      return bad();
    }
    if (accept('.')) {
      dot = true;
      if (accept('_.') || digits === HEX_DIGITS) return bad();
    } else if (accept('eE')) {
      exponent = true;
      accept('+-');
      if (accept('._eE') || at >= text.length) return bad();
    } else if (accept('_')) {
      if (accept('._eE') || at >= text.length) return bad();
    } else {
      while (accept(digits));
    }
  }
  const following = text[at];
  return { valid: at > start && !(following !== undefined && ALPHANUMERIC.test(following)), end: at };
}

/** The rest of a duration behind its first number. */
export function scanDuration(text: string, from: number): Scan {
  let at = from;
  const accept = (set: string) => {
    const character = text[at];
    if (character === undefined || !set.includes(character)) return false;
    at += 1;
    return true;
  };
  if (!accept('smhdwy')) return { valid: false, end: at };
  accept('s');
  while (accept(DIGITS)) {
    while (accept(DIGITS));
    if (!accept('smhdw')) return { valid: false, end: at };
    accept('s');
  }
  const following = text[at];
  if (following !== undefined && ALPHANUMERIC.test(following)) return { valid: false, end: at + 1 };
  return { valid: true, end: at };
}
