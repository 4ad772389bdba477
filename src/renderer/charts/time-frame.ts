import type { ChartTheme } from './chart-theme.ts';
import type { TimeWindow } from './time-window.ts';

/** Pixels around the plot, beside what the axes' words take. */
interface Room {
  top: number;
  right: number;
  bottom: number;
}

/** What every chart over time has alike: its quiet axes, the words on them, and the looks of the tooltip. */
export function timeFrame({ from, to }: TimeWindow, theme: ChartTheme, room: Room) {
  const words = { color: theme.muted, fontSize: 11 };
  return {
    chart: {
      animation: false,
      darkMode: theme.scheme === 'dark',
      textStyle: { fontFamily: theme.font },
      grid: { ...room, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { ...words, hideOverlap: true, formatter: { day: '{d}. {MMM}' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: words,
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    tooltip: {
      trigger: 'axis',
      transitionDuration: 0,
      backgroundColor: theme.pane,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: theme.muted } },
    },
  } as const;
}

/** Built as elements: a style attribute in a string would be refused by the content security policy. */
export function tooltipBox(when: string, figure: string, others: readonly string[] = []): HTMLElement {
  const box = document.createElement('div');
  const add = (tag: 'div' | 'strong', text: string) => {
    const line = document.createElement('div');
    const element = document.createElement(tag);
    element.textContent = text;
    line.append(element);
    box.append(line);
  };
  add('div', when);
  add('strong', figure);
  for (const text of others) add('div', text);
  return box;
}
