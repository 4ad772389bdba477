/** Where a request of the practice production's users goes. */
export type Way = 'mlops' | 'legacy';

export interface Split {
  /** Epoch milliseconds of when mlops-manager read the config map. */
  readAt: number;
  /** Of a hundred requests, so many go to MLOps. */
  percentage: number;
  requests: number;
  mlops: number;
  legacy: number;
}

/** Where each request goes: at every one as near to the share as whole requests can be. */
export function nextWay({ percentage, requests, mlops }: Split): Way {
  return mlops < ((requests + 1) * percentage) / 100 && percentage > 0 ? 'mlops' : 'legacy';
}

/** Whether what was counted is what the share said: all of 100 %, and never off by a whole request. */
export function keepsShare({ percentage, requests, mlops, legacy }: Split): boolean {
  return mlops + legacy === requests && Math.abs(mlops - (requests * percentage) / 100) < 1;
}
