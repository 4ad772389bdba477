import { Box } from '@mantine/core';
import styles from './yaml-text.module.css';

/** A YAML document to read, scrolled by keys too. */
export function YamlText({ yaml, name }: { yaml: string; name: string }) {
  return (
    <Box
      component="pre"
      className={styles.yaml ?? ''}
      role="group"
      aria-label={`YAML of ${name}`}
      tabIndex={0}
    >
      {yaml}
    </Box>
  );
}
