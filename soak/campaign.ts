/** What is repeated so often that chance finds what nobody thought of. */
export interface Campaign {
  /** By which the command line names it. */
  name: string;
  what: string;
  rounds: number;
  run(options: { rounds: number; seed: number; onRound: (round: number) => void }): Promise<Outcome>;
}

export interface Outcome {
  /** What was seen, in one line. */
  summary: string;
  /** What should not have happened, a sentence each. */
  faults: readonly string[];
}
