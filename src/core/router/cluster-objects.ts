import { readObjectYaml } from '../cluster/object-yaml.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { toIso } from '../kernel/clock.ts';
import type { Telling } from './told.ts';

export function clusterObjectRoutes({ os, told }: Telling, center: ControlCenter) {
  const { cluster, operations, redactor, clock } = center;
  return {
    history: os.cluster.history.handler(async ({ input, signal }) => {
      const items = await operations.history(input, signal);
      return redactor.data({
        observedAt: toIso(clock.now()),
        items: items.map((revision) => ({ ...revision, images: [...revision.images] })),
      });
    }),
    rollout: os.cluster.rollout.handler(({ input, signal }) =>
      told(operations.rolloutFrames(input, signal ?? new AbortController().signal)),
    ),
    yaml: os.cluster.yaml.handler(async ({ input, signal }) => {
      const { kind, ...of } = input;
      const kubernetes = await cluster.connect();
      const yaml = await readObjectYaml({ kubernetes, redactor, kind, of, signal });
      return { observedAt: toIso(clock.now()), yaml };
    }),
  };
}
