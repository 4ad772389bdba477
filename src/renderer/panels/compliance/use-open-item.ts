import { useState } from 'react';
import type { ComplianceItem } from '../../../contract/compliance.ts';
import { useRoute } from '../../state/route.ts';
import { openedOf } from './views.ts';

/** Which item's evidence is open beside a part's table, at first the one that the address names; closing gives the focus back to its row. */
export function useOpenItem(items: readonly ComplianceItem[]) {
  const { item } = useRoute();
  const [openId, setOpenId] = useState<string | null>(openedOf(item));
  return {
    open: items.find(({ id }) => id === openId) ?? null,
    openItem: setOpenId,
    close() {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-opens]')];
      setOpenId(null);
      rows.find((row) => row.dataset.opens === openId)?.focus();
    },
  };
}
