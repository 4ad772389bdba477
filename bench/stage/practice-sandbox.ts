import { z } from 'zod';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import type { Profile } from '../../src/core/connect/profile/schema.ts';
import { ACGS } from '../programs/acgs.ts';
import { launch } from '../programs/child.ts';

export interface PracticeSandbox {
  profilePath: string;
  profile: Profile;
  /** From just before it was started until its ready line. */
  readyMs: number;
  close(): Promise<void>;
}

const readyLine = z.object({ ready: z.literal(true), profile: z.string() });

/** `acgs sandbox up` as a process of its own. It stops with us, however we end. */
export async function openPracticeSandbox(
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<PracticeSandbox> {
  const sandbox = launch(ACGS, ['sandbox', 'up', '--lifeline'], { env, signal });
  try {
    const { text, elapsedMs } = await sandbox.nextLine();
    const { profile: profilePath } = readyLine.parse(JSON.parse(text));
    const profile = await loadProfile(profilePath);
    return { profilePath, profile, readyMs: elapsedMs, close: () => sandbox.stop() };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}
