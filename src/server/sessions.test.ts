import { describe, expect, it } from 'vitest';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { createSessions } from './sessions.ts';

describe('launch secrets and sessions', () => {
  it('gives one session for one launch secret', () => {
    const sessions = createSessions(manualClock());
    const secret = sessions.issueLaunchSecret();
    const session = sessions.redeem(secret);
    expect(session).toBeTypeOf('string');
    expect(sessions.isOpen(session ?? '')).toBe(true);
    expect(sessions.redeem(secret)).toBeUndefined();
    expect(sessions.isOpen(session ?? '')).toBe(true);
  });

  it('takes a secret up to 60 s after it was issued, and not then', async () => {
    const clock = manualClock();
    const sessions = createSessions(clock);
    const [early, late] = [sessions.issueLaunchSecret(), sessions.issueLaunchSecret()];
    await clock.advance(59_999);
    expect(sessions.redeem(early)).toBeDefined();
    await clock.advance(1);
    expect(sessions.redeem(late)).toBeUndefined();
  });

  it('keeps a session for as long as the server runs', async () => {
    const clock = manualClock();
    const sessions = createSessions(clock);
    const session = sessions.redeem(sessions.issueLaunchSecret()) ?? '';
    await clock.advance(30 * 86_400_000);
    expect(sessions.isOpen(session)).toBe(true);
  });

  it('takes neither a launch secret for a session nor the other way round', () => {
    const sessions = createSessions(manualClock());
    const secret = sessions.issueLaunchSecret();
    expect(sessions.isOpen(secret)).toBe(false);
    const session = sessions.redeem(secret) ?? '';
    expect(sessions.redeem(session)).toBeUndefined();
    expect(sessions.isOpen('')).toBe(false);
  });

  it('issues secrets of 32 random bytes', () => {
    const sessions = createSessions(manualClock());
    const issued = new Set(Array.from({ length: 50 }, () => sessions.issueLaunchSecret()));
    expect(issued.size).toBe(50);
    for (const secret of issued) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });
});
