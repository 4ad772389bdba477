/** The themes in the order the toggle takes. */
export const COLOR_SCHEMES = {
  auto: { title: 'as the system', next: 'light' },
  light: { title: 'light', next: 'dark' },
  dark: { title: 'dark', next: 'auto' },
} as const;
