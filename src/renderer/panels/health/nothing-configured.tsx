import { IconListDetails } from '@tabler/icons-react';
import { PanelMessage } from '../../states/panel-message.tsx';

/** A profile that names nothing to look at. */
export function NothingConfigured({ profile }: { profile: string }) {
  return (
    <PanelMessage
      icon={IconListDetails}
      title="Nothing is configured yet"
      text={`The profile ${profile} names no service, no store and no cluster, so there is nothing to check.`}
      hint={
        <>
          Add <code>services</code>, <code>stores</code> or <code>cluster</code> to the profile and start
          again, or practise with <code>acgs serve --sandbox</code>. <code>acgs doctor</code> says what can be
          reached.
        </>
      }
    />
  );
}
