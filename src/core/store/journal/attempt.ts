/** Reading stops where the file is damaged: undefined then. What that means is for whoever reads. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
