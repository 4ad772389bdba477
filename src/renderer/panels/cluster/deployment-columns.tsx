import type { DeploymentView } from '../../../contract/cluster.ts';
import type { TableColumn } from '../../tables/index.ts';
import { AgeCell, NameCell, OfCell, StateCell, TextCell } from './cells.tsx';
import { namespaceColumn, roomFrom, startOf, worstFirst } from './shared-columns.tsx';

/** Without the registry: what differs between versions is at the end. */
function shortImages(images: string): string {
  return images.replace(/[^\s,]*\//g, '');
}

export function deploymentColumns(several: boolean): readonly TableColumn<DeploymentView>[] {
  return [
    {
      id: 'name',
      header: 'Deployment',
      width: 'minmax(200px, 0.8fr)',
      sortBy: (deployment) => deployment.name,
      cell: (deployment) => <NameCell name={deployment.name} />,
    },
    ...(several ? [namespaceColumn] : []),
    {
      id: 'status',
      header: 'State',
      width: '120px',
      sortBy: (deployment) => worstFirst(deployment.level, deployment.status),
      cell: ({ level, status, reason }) => <StateCell level={level} state={status} reason={reason} />,
    },
    {
      id: 'reason',
      header: 'Why',
      width: 'minmax(0, 1.4fr)',
      fromTableWidth: 1200,
      sortBy: (deployment) => deployment.reason,
      cell: (deployment) => <TextCell text={deployment.reason ?? ''} />,
    },
    {
      id: 'ready',
      header: 'Ready',
      explanation: 'Pods that are ready, of those wanted',
      width: '76px',
      align: 'end',
      sortBy: ({ ready, desired }) => ready / Math.max(1, desired),
      cell: ({ ready, desired }) => <OfCell have={ready} want={desired} />,
    },
    {
      id: 'updated',
      header: 'Updated',
      explanation: 'Pods of the newest version',
      width: '82px',
      align: 'end',
      sortBy: (deployment) => deployment.updated,
      cell: ({ updated, desired }) => <OfCell have={updated} want={desired} />,
    },
    {
      id: 'available',
      header: 'Available',
      explanation: 'Pods that have been ready for long enough',
      width: '86px',
      ...roomFrom(580, several),
      align: 'end',
      sortBy: (deployment) => deployment.available,
      cell: ({ available, desired }) => <OfCell have={available} want={desired} />,
    },
    {
      id: 'images',
      header: 'Image',
      width: 'minmax(0, 1fr)',
      ...roomFrom(760, several),
      sortBy: (deployment) => deployment.images,
      cell: ({ images }) => <TextCell text={shortImages(images)} title={images} />,
    },
    {
      id: 'age',
      header: 'Age',
      width: '68px',
      ...roomFrom(650, several),
      align: 'end',
      sortBy: startOf,
      cell: (deployment) => <AgeCell at={deployment.createdAt} />,
    },
  ];
}
