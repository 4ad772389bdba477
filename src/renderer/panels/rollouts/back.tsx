import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useDesk } from '../../state/desk.tsx';

/** To all rollouts. */
export function Back() {
  const { router } = useDesk();
  return (
    <ActionIcon
      size={28}
      variant="default"
      aria-label="All rollouts"
      title="All rollouts (L)"
      onClick={() => router.go('rollouts')}
    >
      <IconArrowLeft size={16} stroke={1.75} aria-hidden />
    </ActionIcon>
  );
}
