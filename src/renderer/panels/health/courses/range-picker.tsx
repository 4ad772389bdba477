import { SegmentedControl } from '@mantine/core';
import { RANGES, useRange } from './ranges.ts';

/** Shared by every chart of the panel. */
export function RangePicker() {
  const { range, setRange } = useRange();
  return (
    <SegmentedControl
      transitionDuration={0}
      size="xs"
      data={RANGES.map(({ value, label }) => ({ value, label }))}
      value={range.value}
      onChange={setRange}
      aria-label="Time shown"
    />
  );
}
