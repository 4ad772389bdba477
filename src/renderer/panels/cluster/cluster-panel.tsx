import { PanelFrame } from '../panel-frame.tsx';

export default function ClusterPanel() {
  return (
    <PanelFrame id="cluster" title="Cluster" fixed>
      <p />
    </PanelFrame>
  );
}
