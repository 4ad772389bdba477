import { apiErrors } from './api-error.ts';
import type { KubernetesObject } from './objects.ts';

export interface Change<T extends KubernetesObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  object: T;
  /** The object as it was before; a watch with a selector needs it to tell who entered and who left. */
  previous: T | undefined;
}

export interface Identity {
  plural: string;
  group: string;
}

/** The one counter behind every resourceVersion, as etcd's revision is. */
export interface Revisions {
  current(): number;
  next(): number;
}

export function createRevisions(start: number): Revisions {
  let revision = start;
  return {
    current: () => revision,
    next: () => {
      revision += 1;
      return revision;
    },
  };
}

/** A collection to whom the kind of its objects does not matter: how the API server sees each of them. */
export interface ObjectCollection {
  find(namespace: string | undefined, name: string): KubernetesObject | undefined;
  get(namespace: string | undefined, name: string): KubernetesObject;
  list(namespace?: string): readonly KubernetesObject[];
  /** The object must have been read with the resource's own schema. */
  create(object: KubernetesObject): KubernetesObject;
  replace(object: KubernetesObject): KubernetesObject;
  remove(namespace: string | undefined, name: string): KubernetesObject;
  subscribe(listener: (change: Change<KubernetesObject>) => void): () => void;
  changesSince(revision: number): readonly Change<KubernetesObject>[];
}

/**
 * All objects of one resource. Stored objects are never changed in place: a write puts a new one, so a page
 * of a list and a watcher's backlog stay what they were.
 */
export class Collection<T extends KubernetesObject> {
  private readonly identity: Identity;
  private readonly revisions: Revisions;
  private readonly historyLimit: number;
  private readonly spaces = new Map<string, Map<string, T>>();
  private readonly listeners = new Set<(change: Change<T>) => void>();
  /** Sorted names by namespace, kept until a name comes or goes. */
  private readonly names = new Map<string, readonly string[]>();
  private history: Change<T>[] = [];
  /** Changes up to and including this revision are forgotten. */
  private forgotten: number;

  constructor(identity: Identity, revisions: Revisions, historyLimit: number) {
    this.identity = identity;
    this.revisions = revisions;
    this.historyLimit = historyLimit;
    this.forgotten = revisions.current();
  }

  find(namespace: string | undefined, name: string): T | undefined {
    return this.spaces.get(namespace ?? '')?.get(name);
  }

  get(namespace: string | undefined, name: string): T {
    const object = this.find(namespace, name);
    if (object === undefined) {
      throw apiErrors.notFound(this.identity, name);
    }
    return object;
  }

  /** Sorted by namespace and name, the order of etcd's keys. */
  list(namespace?: string): readonly T[] {
    const wanted = namespace === undefined ? [...this.spaces.keys()].sort() : [namespace];
    return wanted.flatMap((space) => {
      const objects = this.spaces.get(space);
      if (objects === undefined) {
        return [];
      }
      const names = this.names.get(space) ?? [...objects.keys()].sort();
      this.names.set(space, names);
      return names.flatMap((name) => objects.get(name) ?? []);
    });
  }

  create(object: T): T {
    const { namespace, name } = object.metadata;
    if (this.find(namespace, name) !== undefined) {
      throw apiErrors.alreadyExists(this.identity, name);
    }
    return this.put('ADDED', object, undefined);
  }

  /** @throws 409 when `object` names a resourceVersion that is not the stored one */
  replace(object: T): T {
    const { namespace, name, resourceVersion } = object.metadata;
    const previous = this.get(namespace, name);
    if (resourceVersion !== '' && resourceVersion !== previous.metadata.resourceVersion) {
      throw apiErrors.conflict(this.identity, name);
    }
    return this.put('MODIFIED', object, previous);
  }

  remove(namespace: string | undefined, name: string): T {
    const previous = this.get(namespace, name);
    const revision = this.revisions.next();
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
    this.spaces.get(namespace ?? '')?.delete(name);
    this.names.delete(namespace ?? '');
    this.publish({ type: 'DELETED', revision, object, previous });
    return object;
  }

  subscribe(listener: (change: Change<T>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @throws 410 when changes after `revision` are no longer all kept */
  changesSince(revision: number): readonly Change<T>[] {
    if (revision < this.forgotten) {
      throw apiErrors.expired(`too old resource version: ${revision} (${this.forgotten + 1})`);
    }
    return this.history.filter((change) => change.revision > revision);
  }

  /** Starts history now: what was seeded cannot be watched from before. */
  forgetHistory(): void {
    this.history = [];
    this.forgotten = this.revisions.current();
  }

  private put(type: 'ADDED' | 'MODIFIED', object: T, previous: T | undefined): T {
    const revision = this.revisions.next();
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const space = stored.metadata.namespace ?? '';
    const objects = this.spaces.get(space) ?? new Map<string, T>();
    this.spaces.set(space, objects.set(stored.metadata.name, stored));
    if (type === 'ADDED') {
      this.names.delete(space);
    }
    this.publish({ type, revision, object: stored, previous });
    return stored;
  }

  private publish(change: Change<T>): void {
    this.history.push(change);
    if (this.history.length > this.historyLimit) {
      const dropped = this.history.splice(0, Math.ceil(this.historyLimit / 4));
      this.forgotten = dropped.at(-1)?.revision ?? this.forgotten;
    }
    for (const listener of this.listeners) {
      listener(change);
    }
  }
}
