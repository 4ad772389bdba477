import { join } from 'node:path';

/** The checkout that is measured. */
export const ROOT = join(import.meta.dirname, '..', '..');
/** Its command line, as an operator calls it. */
export const ACGS = join(ROOT, 'bin', 'acgs');
