import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { vi } from 'vitest';
import { z } from 'zod';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import type { Outcome, PerformOptions } from '../door.ts';
import type { Ground } from '../guards.ts';
import type { OperationKind } from '../operation.ts';
import { memoryKeyStore, openDoor, type TestDoor } from './open-door.ts';

const production: Ground = { name: 'acgs-production', environment: 'production' };

type Disk = { disk: string };

/** A desk in production at which disks can be wiped, with alice and bob at it. */
export interface WipeDesk extends TestDoor {
  clock: ManualClock;
  folder: string;
  /** By how much the wall clock is wrong. */
  setClockBy(ms: number): void;
  kind: OperationKind<Disk>;
  /** What is wiped, and what the world says while it is prepared. */
  found: { size: number; version: number };
  wipe: ReturnType<typeof vi.fn<() => Promise<Record<string, unknown>>>>;
  /** Another process on the same store. */
  another(): TestDoor;
  as(name: string, at?: TestDoor): Promise<void>;
  options(more?: Partial<PerformOptions>): PerformOptions;
  perform(disk?: Disk): Promise<Outcome>;
  ask(disk?: Disk): Promise<string>;
  /** Alice asks, bob agrees, and alice is back at the desk. */
  approved(): Promise<string>;
  state(id: string, at?: TestDoor): string;
  /** Somebody at the file with a tool of their own. */
  edit(sql: string, ...values: (string | number | null)[]): void;
  /** A column of the only approval. */
  column(name: string): string;
  leave(): void;
}

export const DISK: Disk = { disk: 'a' };

export async function openWipeDesk(): Promise<WipeDesk> {
  const clock = manualClock();
  const folder = mkdtempSync(join(tmpdir(), 'acgs-approvals-'));
  const keyStore = memoryKeyStore();
  const found = { size: 8, version: 1 };
  const wipe = vi.fn<() => Promise<Record<string, unknown>>>(async () => ({ wiped: true }));
  const open: TestDoor[] = [];
  let wrongBy = 0;
  const another = () => {
    const settable = { ...clock, now: () => clock.now() + wrongBy };
    const door = openDoor({ clock: settable, ground: production, dataDirectory: folder, keyStore });
    open.push(door);
    return door;
  };
  const kind: OperationKind<Disk> = {
    kind: 'test.wipe',
    title: 'Wipe a disk',
    risk: 'change',
    parameters: z.strictObject({ disk: z.string() }),
    permissions: () => [],
    prepare: async ({ disk }) => ({
      target: `disk ${disk}`,
      summary: `Wipe disk ${disk} of ${found.size} GB`,
      calls: [{ method: 'DELETE', path: `/disks/${disk}?version=${found.version}` }],
      stableCalls: [{ method: 'DELETE', path: `/disks/${disk}` }],
      risk: 'destructive',
      diff: null,
      notes: [],
      permissions: [],
      rehearse: null,
      execute: wipe,
      author: null,
      verify: async () => ({ ok: true, words: 'empty' }),
    }),
  };
  const desk = another();
  for (const name of ['alice', 'bob']) await desk.operators.add({ name, passphrase: null });
  const as = (name: string, at: TestDoor = desk) => at.session.logIn(name, null);
  const options = (more: Partial<PerformOptions> = {}): PerformOptions => ({
    confirm: production.name,
    readOnly: false,
    signal: new AbortController().signal,
    ...more,
  });
  const ask = async (disk = DISK) =>
    (await desk.door.requestApproval(kind, disk, { ...options(), reason: 'the disk is full' })).id;
  const file = () => new Database(join(folder, 'control-center.db'));
  return {
    ...desk,
    clock,
    folder,
    kind,
    found,
    wipe,
    another,
    as,
    options,
    ask,
    setClockBy(ms) {
      wrongBy = ms;
    },
    perform: (disk = DISK) => desk.door.perform(kind, disk, options()),
    async approved() {
      await as('alice');
      const id = await ask();
      await as('bob');
      desk.approvals.decide(id, 'approved', 'I saw it too');
      await as('alice');
      return id;
    },
    state: (id, at = desk) => at.approvals.find(id).state,
    edit(sql, ...values) {
      const database = file();
      const { changes } = database.prepare(sql).run(...values);
      database.close();
      if (changes !== 1) throw new Error(`${changes} rows were edited`);
    },
    column(name) {
      const database = file();
      const value = database.prepare<[], string>(`SELECT ${name} FROM approval`).pluck().get() ?? '';
      database.close();
      return value;
    },
    leave() {
      for (const door of open) door.close();
      rmSync(folder, { recursive: true });
    },
  };
}
