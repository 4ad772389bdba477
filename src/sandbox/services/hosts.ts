/** The real services answer to these names only ("Services check the Host header"). */
const acceptedHosts: readonly string[] = ['localhost', '127.0.0.1', 'acgs.local'];

/** Whether a Host header names this machine; a page of another site cannot pretend that (DNS rebinding). */
export function isOwnHost(host: string | undefined): boolean {
  return acceptedHosts.includes((host ?? '').replace(/:\d+$/, '').toLowerCase());
}
