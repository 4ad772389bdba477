import { requirePart } from '../../scripts/provision/parts.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';

export const version: Benchmark = {
  name: 'version',
  figures: [
    {
      title: 'acgs --version, whole process',
      unit: 'ms',
      limit: 150,
      peers: ['kubectl version --client', 'node -e 0, the floor'],
    },
  ],
  rounds: 15,
  needs: ['kubectl'],
  uses: 'nothing',
  async prepare({ signal }) {
    const time = (command: string, ...args: string[]) => {
      return async () => (await runTimed(command, args, { signal })).elapsedMs;
    };
    const round = inTurn(
      time(ACGS, '--version'),
      time(requirePart('kubectl'), 'version', '--client'),
      time(process.execPath, '-e', '0'),
    );
    return async () => [await round()];
  },
};
