import type { Item, Mode, PartId } from './assessment.ts';

/** What a validation asks its collectors. */
export interface Look {
  mode: Mode;
  /** Epoch milliseconds: when it was begun, and from when on samples and acts count. */
  now: number;
  since: number;
  signal: AbortSignal | undefined;
  /** Something has been found out, for whoever waits: one line. */
  tell(line: string): void;
}

/** Looks for the evidence of one part. */
export interface Collector {
  part: PartId;
  /** Goes by what is known already: `quick` asks no other. */
  quick: boolean;
  /** Items without evidence are items, too: what is expected is never left out. */
  collect(look: Look): Promise<Item[]>;
}
