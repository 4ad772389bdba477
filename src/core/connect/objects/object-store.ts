import type { Clock } from '../../kernel/clock.ts';
import type { Profile } from '../profile/schema.ts';
import type { Secrets } from '../secrets.ts';
import { openDirectory } from './directory.ts';
import { openS3 } from './s3.ts';

export type ObjectsConfig = NonNullable<NonNullable<Profile['stores']>['objects']>;

export interface ObjectStoreStatus {
  /** Time of the first answer. */
  responseTimeMs: number;
  /** What was found: `bucket acgs-artifacts, 12 objects`. Never a path of this machine. */
  detail: string;
  /** Whether artifacts can be written; null where only trying would tell (S3). */
  writable: boolean | null;
  /** Null where the store does not say (S3). */
  freeBytes: number | null;
  sizeBytes: number | null;
  /** What is in use: of the folder's disk, or by the objects of a bucket that one page of a listing can hold. */
  usedBytes: number | null;
}

export interface ObjectStore {
  /** @throws OperatorError in words */
  status(signal?: AbortSignal): Promise<ObjectStoreStatus>;
  /**
   * Counts what is in it, at most 100,000 objects.
   *
   * @throws OperatorError in words
   */
  count(signal: AbortSignal): Promise<ObjectCount>;
  close(): Promise<void>;
}

export interface ObjectCount {
  objects: number;
  sizeBytes: number;
  /** False when there are more than were counted. */
  isWhole: boolean;
}

export function openObjects(
  config: ObjectsConfig,
  deps: { secrets: Secrets; clock: Clock; timeoutMs: number },
): ObjectStore {
  return config.kind === 's3' ? openS3(config, deps) : openDirectory(config, deps);
}
