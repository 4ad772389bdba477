import { Button } from '@mantine/core';
import { IconBell, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTelling } from '../../shell/telling.tsx';

/** Whether this page sounds, and whether the browser may show notifications for it. */
export function TellingSwitches() {
  const { sound, setSound, mayNotify, askToNotify } = useTelling();
  const [asked, setAsked] = useState(false);
  return (
    <>
      {mayNotify === 'default' && !asked && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBell size={15} stroke={1.5} aria-hidden />}
          onClick={() => {
            setAsked(true);
            askToNotify();
          }}
        >
          Notify me
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        aria-pressed={sound}
        leftSection={
          sound ? (
            <IconVolume size={15} stroke={1.5} aria-hidden />
          ) : (
            <IconVolumeOff size={15} stroke={1.5} aria-hidden />
          )
        }
        onClick={() => setSound(!sound)}
      >
        {sound ? 'Sound is on' : 'Sound is off'}
      </Button>
    </>
  );
}
