import { type Benchmark, inTurn } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';
import { openManyComponents } from '../stage/many-components.ts';

const BY_HAND = 'by hand: 14 × curl /health, kubectl get deployments, config maps and pods';

/**
 * A quick validation of 200 components: the fourteen services, 93 deployments and 93 config maps. The first figure goes
 * by what an earlier whole validation knew, as it does in use; the second has nothing to go by and looks at everything.
 */
export const complianceQuick: Benchmark = {
  name: 'compliance-quick',
  figures: [
    { title: 'acgs compliance --mode quick, 200 components', unit: 'ms', limit: 2000, peers: [BY_HAND] },
    { title: 'the same where nothing is known yet', unit: 'ms', limit: 2000, peers: [BY_HAND] },
  ],
  rounds: 9,
  needs: ['kubectl'],
  uses: 'nothing',
  async prepare(stage) {
    const { signal } = stage;
    const { profilePath, byHand, expectAllSeen } = await openManyComponents(stage, { artifacts: 0 });
    const validate = async (mode: string, data: string) => {
      const env = { ACGS_PROFILE: profilePath, ACGS_DATA: data };
      // What the bench made is in nobody's journal, so the score is not what it is about: 1 is an answer, too.
      const run = await runTimed(ACGS, ['compliance', '--mode', mode, '--json'], {
        ...{ env, signal, accepts: [0, 1, 3] },
      });
      expectAllSeen(run.stdout);
      return run.elapsedMs;
    };
    const peer = async () => (await runTimed('sh', [byHand], { signal })).elapsedMs;
    const known = await stage.folder();
    await validate('production', known);
    const later = inTurn(() => validate('quick', known), peer);
    const first = inTurn(async () => validate('quick', await stage.folder()), peer);
    return async () => [await later(), await first()];
  },
};
