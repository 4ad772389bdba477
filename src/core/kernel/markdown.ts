/** Characters that mean something in Markdown or in the HTML within it. */
const MEANS_SOMETHING = /[\\`*_{}[\]<>()#!|~&]/g;

/** One line in which nothing means anything but itself. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').replace(MEANS_SOMETHING, '\\$&');
}
