import { createTheme } from '@mantine/core';

/** Behaviour of Mantine's components; their looks are the tokens in `styles/`. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  primaryColor: 'blue',
  autoContrast: false,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 0 }, withArrow: false } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } },
  },
});
