/** The guides want a way back, of a deployment and of a system that complies, within half an hour. */
export const RECOVERY_MS = 30 * 60_000;
