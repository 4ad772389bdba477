import type { ComponentProps } from 'react';

/**
 * The parts of the ARIA grid pattern with one focus: the grid itself holds it and names its active row
 * by aria-activedescendant, because rows come and go with scrolling and would take the focus with them.
 */
export const Grid = part('grid');
export const GridGroup = part('rowgroup');
export const GridRow = part('row');
export const GridHeader = part('columnheader');
export const GridCell = part('gridcell');

function part(role: string) {
  return function GridPart(props: ComponentProps<'div'>) {
    return <div role={role} {...props} />;
  };
}
