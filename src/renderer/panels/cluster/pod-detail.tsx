import type { PodView } from '../../../contract/cluster.ts';
import { formatBytes } from '../../format/number.ts';
import { Age } from '../../marks/age.tsx';
import { formatCores } from './cores.ts';
import { type Around, EventList, Fact, Facts, RowLink, StateLine } from './detail-parts.tsx';
import { eventsOfPod } from './related.ts';
import { podState } from './state-words.ts';

export function PodDetail({ pod, around }: { pod: PodView; around: Around }) {
  const deployment = around.deployments.find(
    ({ namespace, name }) => namespace === pod.namespace && name === pod.owner,
  );
  const node = around.nodes.find(({ name }) => name === pod.node);
  return (
    <>
      <StateLine level={pod.level} state={podState(pod)} reason={pod.reason} />
      <Facts>
        <Fact name="Namespace">{pod.namespace}</Fact>
        <Fact name="Owner">
          {deployment ? (
            <RowLink onPress={() => around.onShow('deployments', deployment.key)}>
              {pod.owner}: restart, scale, undo
            </RowLink>
          ) : (
            pod.owner || 'none'
          )}
        </Fact>
        <Fact name="Node">
          {node ? (
            <RowLink onPress={() => around.onShow('nodes', node.key)}>{pod.node}</RowLink>
          ) : (
            pod.node || 'not placed yet'
          )}
        </Fact>
        <Fact name="Containers ready">
          {pod.ready} of {pod.containers}
        </Fact>
        <Fact name="Restarts">{pod.restarts}</Fact>
        <Fact name="CPU">
          {ofLimit(pod.cpuCores, pod.cpuLimitCores, (cores) => `${formatCores(cores)} cores`)}
        </Fact>
        <Fact name="Memory">{ofLimit(pod.memoryBytes, pod.memoryLimitBytes, formatBytes)}</Fact>
        <Fact name="Started">{pod.createdAt === null ? null : <Age at={pod.createdAt} suffix=" ago" />}</Fact>
      </Facts>
      <EventList events={eventsOfPod(around.events, pod)} />
    </>
  );
}

/** `190 MiB of 512 MiB`; a pod without a limit has only the first. Null when nobody reports its use. */
function ofLimit(
  used: number | null,
  limit: number | null,
  words: (figure: number) => string,
): string | null {
  if (used === null) return null;
  return limit === null ? `${words(used)}, no limit` : `${words(used)} of ${words(limit)}`;
}
