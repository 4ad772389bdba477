import type { Locator, Page } from '@playwright/test';
import { summarize } from '../statistics.ts';

export interface Panning {
  /** In which the picture was drawn anew. */
  framesPerSecond: number;
  /** From one of them to the next. */
  frameMs: { median: number; p95: number };
}

/** How far the mouse goes to either side, of the chart's width, and how often it is moved. */
const REACH = 0.35;
const BETWEEN_MOVES_MS = 8;
const STEP_PX = 6;
const MOST_UNDER_WAY = 8;

/** Has the page tell in which frames a canvas was drawn; call it before the page is opened. */
export async function watchCanvases(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...area) {
      document.documentElement.dataset.drawn = 'true';
      clearRect.apply(this, area);
    };
  });
}

/** Drags the chart to and fro for so long, the button held, and counts the frames that show something else. */
export async function panThrough(page: Page, chart: Locator, durationMs: number): Promise<Panning> {
  const box = await chart.boundingBox();
  if (!box) throw new Error('There is no chart to pan.');
  const middle = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(middle, y);
  await page.mouse.down();
  const looking = page.evaluate(lookAtFrames, durationMs);
  const until = performance.now() + durationMs;
  const moves: Promise<void>[] = [];
  let [x, direction] = [middle, 1];
  while (performance.now() < until) {
    x += direction * STEP_PX;
    if (Math.abs(x - middle) > REACH * box.width) direction = x > middle ? -1 : 1;
    // Not one after the other: the browser answers a move with the frame after it, and hands over one a frame.
    moves.push(page.mouse.move(x, y));
    if (moves.length > MOST_UNDER_WAY) await moves.shift();
    await page.waitForTimeout(BETWEEN_MOVES_MS);
  }
  await Promise.all(moves);
  const { frameMs, elapsedMs } = await looking;
  await page.mouse.up();
  if (frameMs.length < 2) throw new Error('The chart did not move.');
  const { median, p95 } = summarize(frameMs);
  return { framesPerSecond: (1000 * frameMs.length) / elapsedMs, frameMs: { median, p95 } };
}

/** In the page. */
async function lookAtFrames(durationMs: number): Promise<{ frameMs: number[]; elapsedMs: number }> {
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const root = document.documentElement;
  const frameMs: number[] = [];
  const startedAt = await nextFrame();
  let at = startedAt;
  let before = startedAt;
  while (at - startedAt < durationMs) {
    at = await nextFrame();
    if (root.dataset.drawn === undefined) continue;
    delete root.dataset.drawn;
    frameMs.push(at - before);
    before = at;
  }
  return { frameMs, elapsedMs: at - startedAt };
}
