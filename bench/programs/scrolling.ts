import type { Page } from '@playwright/test';
import { summarize } from '../statistics.ts';

/** How far a wheel is turned at once, pixels, and how often: ten thousand rows go by in about twenty seconds. */
const TURN_PX = 250;
const BETWEEN_TURNS_MS = 16;

export interface Scrolling {
  /** Between two frames. */
  frameMs: { median: number; p95: number };
  /** Frames at which a place in view had no row. */
  gaps: number;
}

/** Turns the wheel over the element for so long, down and up again where it ends, and looks at every frame. */
export async function scrollThrough(page: Page, selector: string, durationMs: number): Promise<Scrolling> {
  const scroller = page.locator(selector);
  await scroller.hover();
  const looking = scroller.evaluate(lookAtFrames, durationMs);
  let turns = 0;
  let direction = 1;
  const until = performance.now() + durationMs;
  while (performance.now() < until) {
    await page.mouse.wheel(0, direction * TURN_PX);
    await page.waitForTimeout(BETWEEN_TURNS_MS);
    turns += 1;
    if (turns % 50 === 0) direction = await directionAt(page, selector, direction);
  }
  const { frameMs, gaps } = await looking;
  const { median, p95 } = summarize(frameMs);
  return { frameMs: { median, p95 }, gaps };
}

function directionAt(page: Page, selector: string, direction: number): Promise<number> {
  return page.locator(selector).evaluate(({ scrollTop, scrollHeight, clientHeight }, before) => {
    if (scrollTop <= 0) return 1;
    return scrollTop >= scrollHeight - clientHeight - 1 ? -1 : before;
  }, direction);
}

/**
 * In the page. Rows are where their style says, below the header; they are looked for in every frame after the page has
 * answered the scroll and before it is painted. A list without such rows has no gaps.
 */
async function lookAtFrames(
  scroller: Element,
  durationMs: number,
): Promise<{ frameMs: number[]; gaps: number }> {
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const frameMs: number[] = [];
  let gaps = 0;
  const startedAt = await nextFrame();
  let before = startedAt;
  while (before - startedAt < durationMs) {
    const at = await nextFrame();
    frameMs.push(at - before);
    before = at;
    const rows = [...scroller.querySelectorAll('[data-row]')];
    const heightPx = rows[0]?.clientHeight;
    if (heightPx === undefined) continue;
    // The first row is the second of the grid, whose first is its header.
    const there = new Set(rows.map((row) => Number(row.getAttribute('aria-rowindex')) - 2));
    const first = Math.floor(scroller.scrollTop / heightPx);
    const last = Math.floor((scroller.scrollTop + scroller.clientHeight - heightPx - 1) / heightPx);
    for (let index = first; index <= last; index += 1) {
      if (there.has(index)) continue;
      gaps += 1;
      break;
    }
  }
  return { frameMs, gaps };
}
