/** What came of providing one part: where it is, or why it is not there and what the reader can do about it. */
export type Provisioned =
  | { name: string; available: true; path: string }
  | { name: string; available: false; reason: string; mend: string };

/** Says in one line what takes a while. */
export type Report = (line: string) => void;

/** One thing that tests need and a machine may not have. */
export interface Part {
  readonly name: string;
  /** Its file or folder when it is there already. Quick: no network, and no process is started. */
  locate(): string | undefined;
  /** Locates it, or installs, downloads or builds it first. Never throws because of the machine it runs on. */
  provide(report: Report): Promise<Provisioned>;
}

/** The message of whatever was thrown, with its cause: `fetch failed` alone says nothing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
