import type { DeploymentView } from '../../../contract/cluster.ts';
import { Age } from '../../marks/age.tsx';
import { type Around, EventList, Fact, Facts, PodList, StateLine } from './detail-parts.tsx';
import { eventsOfDeployment, podsOfDeployment } from './related.ts';

export function DeploymentDetail({ deployment, around }: { deployment: DeploymentView; around: Around }) {
  const pods = podsOfDeployment(around.pods, deployment);
  return (
    <>
      <StateLine level={deployment.level} state={deployment.status} reason={deployment.reason} />
      <Facts>
        <Fact name="Namespace">{deployment.namespace}</Fact>
        <Fact name="Ready">
          {deployment.ready} of {deployment.desired}
        </Fact>
        <Fact name="Updated">
          {deployment.updated} of {deployment.desired}
        </Fact>
        <Fact name="Available">
          {deployment.available} of {deployment.desired}
        </Fact>
        <Fact name="Image">{deployment.images}</Fact>
        <Fact name="Created">
          {deployment.createdAt === null ? null : <Age at={deployment.createdAt} suffix=" ago" />}
        </Fact>
      </Facts>
      <PodList pods={pods} around={around} />
      <EventList events={eventsOfDeployment(around.events, deployment, pods)} />
    </>
  );
}
