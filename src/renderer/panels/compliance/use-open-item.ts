import { useState } from 'react';
import type { ComplianceItem } from '../../../contract/compliance.ts';

/** Which item's evidence is open beside a part's table; closing gives the focus back to its row. */
export function useOpenItem(items: readonly ComplianceItem[]) {
  const [openId, setOpenId] = useState<string | null>(null);
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
