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
  font: string;
}

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
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return theme;
}
