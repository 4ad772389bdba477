import { useDesk } from '../../../state/desk.tsx';
import { useRoute } from '../../../state/route.ts';

const HOUR_MS = 3_600_000;

/** How long before the moment charts reach back. */
export const RANGES = [
  { value: '1h', label: '1 h', ms: HOUR_MS },
  { value: '6h', label: '6 h', ms: 6 * HOUR_MS },
  { value: '24h', label: '24 h', ms: 24 * HOUR_MS },
  { value: '7d', label: '7 d', ms: 7 * 24 * HOUR_MS },
  { value: '30d', label: '30 d', ms: 30 * 24 * HOUR_MS },
] as const;

/** One for the whole panel, in its address. */
export function useRange() {
  const { router } = useDesk();
  const { choices } = useRoute();
  const range = RANGES.find(({ value }) => value === choices.range) ?? RANGES[0];
  const setRange = (value: string) => router.choose('range', value === RANGES[0].value ? null : value);
  return { range, setRange };
}
