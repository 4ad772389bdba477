import { PanelFrame } from '../panel-frame.tsx';

export default function HealthPanel() {
  return (
    <PanelFrame id="health" title="Health">
      <p />
    </PanelFrame>
  );
}
