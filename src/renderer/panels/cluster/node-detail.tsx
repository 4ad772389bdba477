import type { NodeView } from '../../../contract/cluster.ts';
import { formatPercent } from '../../format/number.ts';
import { Age } from '../../marks/age.tsx';
import { type Around, EventList, Fact, Facts, PodList, StateLine } from './detail-parts.tsx';
import { cpuTitle, memoryTitle } from './node-columns.tsx';
import { eventsOfNode, podsOfNode } from './related.ts';
import { nodeState } from './state-words.ts';

export function NodeDetail({ node, around }: { node: NodeView; around: Around }) {
  return (
    <>
      <StateLine level={node.level} state={nodeState(node)} reason={node.reason} />
      <Facts>
        <Fact name="Roles">{node.roles || 'none'}</Fact>
        <Fact name="CPU">{usage(node.cpuShare, cpuTitle(node))}</Fact>
        <Fact name="Memory">{usage(node.memoryShare, memoryTitle(node))}</Fact>
        <Fact name="Kubelet">{node.version}</Fact>
        <Fact name="Joined">
          {node.createdAt === null ? null : <Age at={node.createdAt} suffix=" ago" />}
        </Fact>
      </Facts>
      <PodList pods={podsOfNode(around.pods, node)} around={around} />
      <EventList events={eventsOfNode(around.events, node)} />
    </>
  );
}

function usage(share: number | null, words: string): string | null {
  if (share === null) return null;
  const { value, unit } = formatPercent(share, 0);
  return `${value} ${unit}, ${words}`;
}
