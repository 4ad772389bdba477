import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

const SURFACES = ['background', 'pane', 'raised', 'hover', 'unknown-wash', 'accent-wash'];
const TEXTS = ['text', 'muted'];
const LINES = Array.from({ length: 8 }, (_, index) => `series-${index + 1}`);
const STATES = ['good', 'warning', 'critical', 'unknown', 'accent'];

/** Text that stands on a surface, as the style sheets combine them. */
const PAIRS = [
  ...SURFACES.flatMap((surface) => TEXTS.map((text) => [text, surface] as const)),
  ...['background', 'pane', 'raised'].flatMap((surface) => STATES.map((state) => [state, surface] as const)),
  ...['warning-wash', 'critical-wash'].flatMap((wash) =>
    [...TEXTS, 'good', 'warning', 'critical', 'unknown'].map((text) => [text, wash] as const),
  ),
  ...LINES.map((line) => [line, 'pane'] as const),
  ['on-accent', 'accent-fill'],
  ['on-accent', 'accent-fill-hover'],
] as const;

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the %s theme', (_name, index) => {
  it.each(PAIRS)('%s can be read on %s', (text, surface) => {
    expect(contrast(colour(text, index), colour(surface, index))).toBeGreaterThanOrEqual(4.5);
  });
});

function colour(token: string, index: 0 | 1): string {
  const match = new RegExp(`--${token}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const found = match?.[index + 1];
  if (!found) throw new Error(`tokens.css has no --${token}`);
  return found;
}

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
