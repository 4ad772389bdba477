/** The tokens a canvas needs, resolved for the theme that is on: a canvas cannot read CSS variables. */
export interface ChartTheme {
  scheme: 'light' | 'dark';
  text: string;
  muted: string;
  line: string;
  pane: string;
  accent: string;
  warning: string;
  critical: string;
  /** Of lines that stand beside each other, in the order in which they are given out. */
  series: readonly string[];
  font: string;
}

/** As many as can be told apart, and none that could be taken for a state. */
export const SERIES_COLOURS = 8;

export function readChartTheme(element: HTMLElement, scheme: ChartTheme['scheme']): ChartTheme {
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const theme: ChartTheme = {
    scheme,
    text: colour('text'),
    muted: colour('muted'),
    line: colour('line'),
    pane: colour('pane'),
    accent: colour('accent'),
    warning: colour('warning'),
    critical: colour('critical'),
    series: Array.from({ length: SERIES_COLOURS }, (_, index) => colour(`series-${index + 1}`)),
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return theme;
}
