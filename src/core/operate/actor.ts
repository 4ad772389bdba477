/** Who does something. */
export interface Actor {
  /** As the journal names them: an operator's name, or `alice@jump-host` for whoever the system knows. */
  name: string;
  /** Who is logged in; null when nobody is and the operating system's word is all there is. */
  operator: { id: string; name: string } | null;
}
