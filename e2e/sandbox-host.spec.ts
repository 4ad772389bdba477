import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expect, ready, test } from './fixtures.ts';

const announced = z.object({
  ready: z.literal(true),
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+\/#t=/),
});

test('serve --sandbox shows a whole practice production, and leaves nothing behind', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const host = await startAcgs(['serve', '--sandbox', '--no-open']);
  try {
    const { url } = announced.parse(host.ready);
    const { origin } = new URL(url);
    await page.goto(url);
    await ready(page);
    await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(19, {
      timeout: 30_000,
    });
    await expect(page.locator('body')).toContainText('sandbox');
    expect(page.url()).not.toContain('#t=');

    // The secret has been used: whoever finds the address in a history gets nowhere.
    const secret = new URL(url).hash.slice('#t='.length);
    const again = await request.post(`${origin}/session`, { data: { secret }, headers: { Origin: origin } });
    expect(again.status()).toBe(401);
  } finally {
    await page.close();
    expect(await host.stop()).toBe(0);
  }
});
