/** Control characters, and what is invisible or turns the direction of writing (Unicode TR 36). */
const HARMFUL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** The colours of `Output.paint` and `Output.mark`, and their end. */
const COLOUR = '\\u001b\\[(?:3[0-79]|9[0-7])m';
const HARMFUL_BUT_COLOURS = new RegExp(`(${COLOUR})|(?![\\t\\n])[\\p{Cc}\\p{Cf}\\u2028\\u2029]`, 'gu');

/** A line that came from outside, which must not be able to write over the terminal. Spaces keep their place. */
export function harmless(line: string): string {
  return line.replace(HARMFUL, ' ');
}

/** The same for lines that may have been painted here: our colours, tabs and line breaks stay. */
export function harmlessButColoured(text: string): string {
  return text.replace(HARMFUL_BUT_COLOURS, (_, colour: string | undefined) => colour ?? ' ');
}

/** JSON that is the same document, with nothing in it that a terminal obeys. */
export function harmlessJson(json: string): string {
  return json.replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    // Characters beyond the first plane are two units, each an escape of its own.
    Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
