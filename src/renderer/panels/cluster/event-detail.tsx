import type { EventView } from '../../../contract/cluster.ts';
import { Age } from '../../marks/age.tsx';
import { type Around, Fact, Facts, RowLink, StateLine } from './detail-parts.tsx';

export function EventDetail({ event, around }: { event: EventView; around: Around }) {
  const target = targetOf(event, around);
  return (
    <>
      <StateLine level={event.level} state={event.reason} reason={event.message} />
      <Facts>
        <Fact name="Object">
          {target ? (
            <RowLink onPress={() => around.onShow(target.kind, target.key)}>{event.object}</RowLink>
          ) : (
            event.object
          )}
        </Fact>
        <Fact name="Namespace">{event.namespace}</Fact>
        <Fact name="Type">{event.type}</Fact>
        <Fact name="Times">{event.count}</Fact>
        <Fact name="Last seen">
          {event.lastSeenAt === null ? null : <Age at={event.lastSeenAt} suffix=" ago" />}
        </Fact>
      </Facts>
    </>
  );
}

function targetOf(event: EventView, around: Around) {
  const [kind = '', name = ''] = event.object.split('/');
  const key = `${event.namespace}/${name}`;
  if (kind === 'Pod' && around.pods.some((pod) => pod.key === key)) return { kind: 'pods', key } as const;
  if (kind === 'Deployment' && around.deployments.some((each) => each.key === key)) {
    return { kind: 'deployments', key } as const;
  }
  if (kind === 'Node' && around.nodes.some((node) => node.key === name))
    return { kind: 'nodes', key: name } as const;
  return null;
}
