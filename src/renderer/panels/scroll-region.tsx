import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

interface ScrollRegionProps {
  label: string;
  className: string | undefined;
  children: ReactNode;
}

/** A part that scrolls by itself. It takes the focus, because nothing else lets a keyboard scroll it. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    <Box className={className ?? ''} role="group" aria-label={label} tabIndex={0}>
      {children}
    </Box>
  );
}
