/** Cores as Kubernetes writes them: `184m` below one core, then `1.25`. */
export function formatCores(cores: number): string {
  return cores < 1 ? `${Math.round(cores * 1000)}m` : cores.toFixed(2);
}
