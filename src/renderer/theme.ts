import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** Behaviour of Mantine's components; their looks are the tokens in `styles/`. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  primaryColor: 'blue',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Mantine writes white on every filled colour; on the dark theme's light accent nobody could read it.
  variantColorResolver(input) {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colours, color: 'var(--on-accent)' } : colours;
  },
});
