/** Two hundred pages of an S3 listing: more takes longer than a step may. */
export const MOST_COUNTED = 100_000;
