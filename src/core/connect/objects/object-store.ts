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
  /**
   * What is in it, page by page, at most 100,000 objects.
   *
   * @throws OperatorError in words
   */
  list(signal: AbortSignal): AsyncGenerator<ObjectPage, void, void>;
  /**
   * What is written about an object beside it, by lower-case names; null when it is gone.
   *
   * @throws OperatorError in words
   */
  metadata(key: string, signal: AbortSignal): Promise<ReadonlyMap<string, string> | null>;
  close(): Promise<void>;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** False on the last page when there are more than were listed. */
  isWhole: boolean;
}

export interface ListedObject {
  key: string;
  /** Another one whenever the object or what is written about it is. */
  version: string;
  /** Epoch milliseconds; S3 keeps whole seconds. */
  modifiedAt: number;
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
