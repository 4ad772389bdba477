import { base64Of, bytesOf } from '../journal/base64.ts';

/** Longer ones are refused by the core; see the contract. */
const MOST_LETTERS = 10_000;

/** An expression as a part of an address, so that a query can be passed on. */
export function linkOf(expression: string): string {
  const base64 = base64Of(new TextEncoder().encode(expression));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The expression of an address; null for what is none, such as a link that was cut off. */
export function expressionOf(link: string | null): string | null {
  if (link === null) return null;
  try {
    const bytes = bytesOf(link.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' || text.length > MOST_LETTERS ? null : text;
  } catch {
    return null;
  }
}
