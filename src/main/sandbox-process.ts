import { startSandbox } from '../sandbox/index.ts';
import { serveSandbox } from './sandbox-child.ts';

/** The utility process's own program; `startSandbox` of sandbox.ts is the other end. */
await serveSandbox(process.parentPort, () =>
  startSandbox({ log: (line) => process.stderr.write(`${line}\n`) }),
);
process.exit(0);
