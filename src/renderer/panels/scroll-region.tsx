import { Box } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './scroll-region.module.css';

interface ScrollRegionProps {
  label: string;
  /** A bordered surface that takes all the room there is. */
  framed?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A part that scrolls by itself. It takes the focus, because nothing else lets a keyboard scroll it. */
export function ScrollRegion({ label, framed = false, className = '', children }: ScrollRegionProps) {
  return (
    <Box
      className={framed ? `${styles.framed} ${className}` : className}
      role="group"
      aria-label={label}
      tabIndex={0}
    >
      {children}
    </Box>
  );
}
