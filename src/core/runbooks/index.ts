/** Runbooks: the format, what is wrong with a file of it, the catalogue, and the guides' scripts in it. */
export { BUILT_ACTIONS } from './actions/known.ts';
export { readRunbookFile } from './catalogue/files.ts';
export { type Catalogue, type CatalogueEntry, loadCatalogue } from './catalogue/index.ts';
export { readRunbook } from './format/read.ts';
export type { RunbookFile } from './format/schema.ts';
export { type Finding, lintRunbook } from './lint/index.ts';
