import { Button } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { Hindrance } from './use-rights.ts';

interface ActButtonProps {
  icon: Icon;
  title: string;
  hindrance: Hindrance;
  /** Where the hindrance is written out: `aria-describedby`. */
  describedBy: string;
  onPress: () => void;
}

/**
 * A button that asks for an operation. One that cannot be used stays in the tab order and says why: in
 * its title for the mouse, by the text that describes it for everybody.
 */
export function ActButton({ icon: Picture, title, hindrance, describedBy, onPress }: ActButtonProps) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Picture size={14} stroke={1.75} aria-hidden />}
      data-disabled={hindrance !== null}
      aria-disabled={hindrance !== null}
      aria-describedby={hindrance === null ? undefined : describedBy}
      title={hindrance ?? undefined}
      onClick={(event) => {
        if (hindrance !== null) event.preventDefault();
        else onPress();
      }}
    >
      {title}
    </Button>
  );
}
