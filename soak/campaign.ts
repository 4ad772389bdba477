/** What is repeated so often that chance finds what nobody thought of. */
export interface Campaign {
  /** By which the command line names it. */
  name: string;
  what: string;
  rounds: number;
  run(options: {
    rounds: number;
    /** The first of them, from 1: a campaign in several parts. Of no use where rounds are no different. */
    from: number;
    seed: number;
    onRound: (round: number) => void;
  }): Promise<Outcome>;
}

export interface Outcome {
  /** What was done, a line each, where it is not all the same. */
  lines?: readonly string[];
  /** What was seen, in one line. */
  summary: string;
  /** What should not have happened, a sentence each. */
  faults: readonly string[];
}
