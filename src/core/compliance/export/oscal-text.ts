/** Prose in OSCAL is Markdown: what a system says of itself is shown as it was said, and never as markup. */
export function markupLine(text: string): string {
  return oneLine(text)
    .replace(/[\\*`~^[\]"'_{}]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A string of OSCAL begins and ends with something to be seen, is one line, and is never empty. */
export function oscalString(text: string): string {
  const line = oneLine(text);
  return line === '' ? '(empty)' : line;
}

/** A token of OSCAL: a letter first, then letters, digits, `.`, `-` and `_`. */
export function oscalToken(text: string): string {
  const token = text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '');
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
