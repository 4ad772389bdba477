import { parseArgs } from 'node:util';
import { startSandbox } from './index.ts';

/**
 * The sandbox as a process of its own: `up [--pods N] [--fault NAME]... [--time-scale N]`. It prints one
 * line of JSON when it is ready and runs until SIGTERM, SIGINT, or the end of the parent that talks to it.
 */
async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      pods: { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
      'time-scale': { type: 'string', default: '1' },
    },
  });
  const pods = Number(values.pods);
  const timeScale = Number(values['time-scale']);
  if (positionals.join(' ') !== 'up') {
    throw new Error('The only command is: up [--pods N] [--fault NAME]... [--time-scale N].');
  }
  if (!Number.isInteger(pods) || pods < 0 || !(timeScale > 0)) {
    throw new Error('--pods must be a whole number from 0, --time-scale a number above 0.');
  }
  const starting = startSandbox({
    pods,
    clockScale: timeScale,
    faults: values.fault,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  let stopping = false;
  const stop = () => {
    if (!stopping) {
      stopping = true;
      // Also when it is not ready yet: a start that is cut short must leave nothing behind either.
      starting.then((sandbox) => sandbox.close()).finally(() => process.exit(0));
    }
  };
  for (const end of ['SIGTERM', 'SIGINT', 'disconnect']) {
    process.on(end, stop);
  }
  const sandbox = await starting;
  if (stopping) {
    return;
  }
  const ready = { ready: true, profile: sandbox.profilePath, control: sandbox.controlUrl };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  // An exit of its own: a parent's IPC channel would keep the process alive.
  process.stderr.write(`${message}\n`, () => process.exit(2));
});
