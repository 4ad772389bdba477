import { defineCommand } from '../command.ts';
import { number, unless } from '../options.ts';
import { untilStopped } from '../stop-signal.ts';

export const serve = defineCommand({
  name: 'serve',
  summary: 'serve the control center to a browser of this machine',
  options: {
    port: number('--port <n>', 'port of 127.0.0.1; left out: a free one', {
      min: 0,
      max: 65_535,
      whole: true,
    }),
    open: unless('--no-open', 'do not open the browser'),
  },
  examples: ['acgs serve', 'acgs serve --port 8765 --no-open', 'acgs serve --sandbox'],
  async run(context, { port, open }) {
    const { output, signal, env } = context;
    const [{ openWorkplace }, { ensurePage }, { startBrowserHost }, { createRouter }] = await Promise.all([
      import('../workplace.ts'),
      import('../../server/page-build.ts'),
      import('../../server/browser-host.ts'),
      import('../../core/router.ts'),
    ]);
    const [page, opened] = await Promise.allSettled([
      ensurePage({ root: context.root, clock: context.clock, tell: output.tell, signal, what: 'page' }),
      openWorkplace(context, { orSandbox: true }),
    ]);
    if (opened.status === 'rejected') throw opened.reason;
    const workplace = opened.value;
    try {
      if (page.status === 'rejected') throw page.reason;
      const { center, clock, sandboxNotice } = workplace;
      const router = createRouter(center, {
        kind: 'browser',
        version: context.version,
        sandboxNotice,
        readOnly: context.globals.readOnly,
      });
      const host = await startBrowserHost({
        router,
        pageFolder: page.value,
        port: port ?? 0,
        // The launch secret's 60 s are the operator's own, however fast the sandbox runs.
        clock: context.clock,
        log: context.log,
      });
      try {
        signal.throwIfAborted();
        center.start({ readOnly: context.globals.readOnly });
        if (sandboxNotice !== null) output.tell(sandboxNotice);
        output.ready({ ready: true, url: host.issueAddress() });
        if (open) {
          const { openInBrowser } = await import('../open-in-browser.ts');
          openInBrowser(host.issueAddress(), { platform: process.platform, env, log: context.log });
        }
        const stopOffering = offerAddresses(output.tell, host.issueAddress);
        await untilStopped(signal);
        stopOffering();
      } finally {
        await host.close();
      }
      context.log.debug('closed', { uptimeMs: clock.monotonic() });
      return 0;
    } finally {
      await workplace.close();
    }
  },
});

/** A launch secret works once: whoever sits at the terminal gets another one with the Enter key. */
function offerAddresses(tell: (line: string) => void, issueAddress: () => string): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  tell('Press Enter for a new address, Ctrl+C to stop.');
  const onLine = () => tell(issueAddress());
  stdin.on('data', onLine);
  return () => {
    stdin.off('data', onLine);
    stdin.pause();
  };
}
