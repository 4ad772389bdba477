import type { ObjectStore } from '../connect/objects/object-store.ts';
import type { Clock } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import { letOthersRun } from '../kernel/slices.ts';
import type { ArtifactHashes, KnownArtifact } from '../store/artifact-hashes/index.ts';
import { asHash } from './constitutional-hash.ts';
import { isConstitutionalHashKey } from './rows/constitutional-hash.ts';

/** What the artifacts of a store carry of the constitutional hash. */
export interface ArtifactReading {
  total: number;
  /** By the hash they carry; null for those that carry none. Keys are examples. */
  groups: { hash: string | null; count: number; keys: string[] }[];
  /** That could not be looked at, and why the first of them. */
  unseen: { count: number; why: string | null };
  /** False when there are more than were looked at. */
  isWhole: boolean;
}

/** Questions under way at once: an S3 client has 50 connections, and the listing needs one. */
const AT_ONCE = 48;
const MOST_EXAMPLES = 5;
/** Some milliseconds' worth. */
const WRITTEN_AT_ONCE = 1000;
/** A listing's times have whole seconds: what was written just now may be written again within its second. */
const SETTLED_MS = 3000;

/**
 * The constitutional hash in the metadata of every artifact. The listing says which of them are as they were when they
 * were looked at last; only the others are asked for.
 */
export async function readArtifactHashes(options: {
  objects: Pick<ObjectStore, 'list' | 'metadata'>;
  known: ArtifactHashes;
  /** By which `known` tells this store from others. */
  store: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<ArtifactReading> {
  const { objects, known, store, clock, signal } = options;
  const before = known.of(store);
  const hashes = new Map<string, string | null>();
  const looked: KnownArtifact[] = [];
  const unseen: ArtifactReading['unseen'] = { count: 0, why: null };
  const waiting: { key: string; version: string; isSettled: boolean }[] = [];
  let isListed = false;
  const idle: (() => void)[] = [];
  const wake = () => {
    for (const goOn of idle.splice(0)) goOn();
  };

  const ask = async () => {
    for (;;) {
      const next = waiting.pop();
      if (next === undefined) {
        if (isListed) return;
        await new Promise<void>((resolve) => idle.push(resolve));
        continue;
      }
      const { key, version, isSettled } = next;
      try {
        const metadata = await objects.metadata(key, signal);
        // Gone since the listing: no artifact any more.
        if (metadata === null) continue;
        const values = [...metadata].flatMap(([name, value]) =>
          isConstitutionalHashKey(name) ? (asHash(value) ?? []) : [],
        );
        const hash = values[0] ?? null;
        hashes.set(key, hash);
        if (isSettled) looked.push({ key, version, hash });
      } catch (error) {
        signal.throwIfAborted();
        unseen.count += 1;
        unseen.why ??= problemOf(error).message;
      }
    }
  };

  let total = 0;
  let isWhole = true;
  const there = new Set<string>();
  const list = async () => {
    try {
      for await (const page of objects.list(signal)) {
        for (const { key, version, modifiedAt } of page.objects) {
          there.add(key);
          total += 1;
          const seen = before.get(key);
          if (seen?.version === version) hashes.set(key, seen.hash);
          else waiting.push({ key, version, isSettled: clock.now() - modifiedAt > SETTLED_MS });
        }
        isWhole = page.isWhole;
        wake();
      }
    } catch (error) {
      waiting.length = 0;
      throw error;
    } finally {
      isListed = true;
      wake();
    }
  };
  await Promise.all([list(), ...Array.from({ length: AT_ONCE }, ask)]);
  const gone = isWhole ? [...before.keys()].filter((key) => !there.has(key)) : [];
  known.update(store, { looked: [], gone });
  for (let from = 0; from < looked.length; from += WRITTEN_AT_ONCE) {
    known.update(store, { looked: looked.slice(from, from + WRITTEN_AT_ONCE), gone: [] });
    await letOthersRun();
  }

  const groups = [...Map.groupBy(hashes, ([, hash]) => hash)].map(([hash, artifacts]) => ({
    ...{ hash, count: artifacts.length },
    keys: artifacts.slice(0, MOST_EXAMPLES).map(([key]) => key),
  }));
  return { total, groups, unseen, isWhole };
}
