/**
 * A place outside the journal's database that keeps its newest checkpoint. What the anchor holds can be
 * trusted as far as whoever writes the journal cannot change it unseen.
 */
export interface Anchor {
  /** Kind and place: `file:/mnt/anchor/acgs.checkpoint`. */
  readonly name: string;
  /** The checkpoint it holds, or undefined when it was never written. */
  read(): Promise<string | undefined>;
  /**
   * Replaces what it held as {@link read} just gave it.
   *
   * @param before what was read; when it is something else by now, nothing is written
   * @returns whether it was written
   */
  write(checkpoint: string, before: string | undefined): Promise<boolean>;
}
