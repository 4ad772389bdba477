import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand } from '../command.ts';
import { flag, hidden, text } from '../options.ts';
import { untilStopped } from '../stop-signal.ts';
import { formatTable } from '../table.ts';

export const sandboxUp = defineCommand({
  name: 'sandbox up',
  summary: 'start the practice environment and keep it running',
  options: {
    observedShare: flag('--observed-share', 'have the share of traffic verified by what the router counts'),
    lifeline: hidden(flag('--lifeline', 'stop when standard input ends')),
  },
  examples: ['acgs sandbox up', 'acgs sandbox up --pods 5000 --fault service-down=governance'],
  async run({ globals, output, signal }, { lifeline, observedShare }) {
    await checkFaults(globals.fault);
    const { startSandbox } = await import('../../sandbox/index.ts');
    const sandbox = await startSandbox({
      ...{ faults: globals.fault, observedShare },
      ...(globals.pods === undefined ? {} : { pods: globals.pods }),
      ...(globals.timeScale === undefined ? {} : { clockScale: globals.timeScale }),
    });
    try {
      if (!signal.aborted) {
        output.ready({ ready: true, profile: sandbox.profilePath, control: sandbox.controlUrl });
      }
      await (lifeline ? Promise.race([untilStopped(signal), untilInputEnds()]) : untilStopped(signal));
    } finally {
      await sandbox.close();
    }
    return 0;
  },
});

export const sandboxFault = defineCommand({
  name: 'sandbox fault',
  summary: 'turn a fault of a running sandbox on or off',
  arguments: [{ name: 'name', says: 'the fault, with its argument: service-down=governance' }],
  options: {
    off: flag('--off', 'turn it off'),
    control: text('--control <url>', 'the "control" address that sandbox up printed'),
  },
  examples: ['acgs sandbox fault service-slow=integrity:3000 --control http://127.0.0.1:40123'],
  async run({ output }, { off, control }, [name = '']) {
    await checkFaults([name]);
    if (control === undefined || !URL.canParse(control)) {
      throw new OperatorError('usage', '--control takes the address of a running sandbox', {
        hint: 'It is the "control" that acgs sandbox up prints.',
      });
    }
    const { requestFault } = await import('../../sandbox/control.ts');
    try {
      await requestFault(control, name, !off);
    } catch (error) {
      const message = error instanceof Error ? error.message : 'The sandbox did not answer';
      throw new OperatorError('unreachable', message, { cause: error });
    }
    output.answer({ fault: name, on: !off }, (it) => [`${it.fault} is ${it.on ? 'on' : 'off'}`]);
    return 0;
  },
});

export const sandboxFaults = defineCommand({
  name: 'sandbox faults',
  summary: 'list the faults a sandbox knows',
  async run({ output }) {
    const { faultCatalogue } = await import('../../sandbox/faults/catalogue.ts');
    output.answer({ items: faultCatalogue }, ({ items }) =>
      formatTable(
        items,
        [
          { title: 'FAULT', cell: (it) => (it.argument === '' ? it.name : `${it.name}=${it.argument}`) },
          { title: 'WHAT IT DOES', cell: (it) => it.description, shrinks: true },
        ],
        { columns: output.columns },
      ),
    );
    return 0;
  },
});

/** Says what is wrong with a fault before anything is started for it. */
export async function checkFaults(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { parseFault } = await import('../../sandbox/faults/catalogue.ts');
  for (const name of names) {
    try {
      parseFault(name);
    } catch (error) {
      throw new OperatorError('usage', error instanceof Error ? error.message : `"${name}" is not a fault`, {
        cause: error,
      });
    }
  }
}

/** Whoever started us holds the other end of standard input for as long as they live. */
function untilInputEnds(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin
      .on('end', resolve)
      .on('close', resolve)
      .on('error', () => resolve())
      .resume();
  });
}
