import { describe, expect, it } from 'vitest';
import { readLaunch } from './launch.ts';

const nothing = { profile: undefined, data: undefined, sandbox: false, verbose: false, route: null };

describe('readLaunch', () => {
  it('reads what the command line has too', () => {
    expect(readLaunch(['--profile', 'prod.yaml', '--data=/var/acgs', '--verbose', 'acgs://cluster'])).toEqual(
      {
        profile: 'prod.yaml',
        data: '/var/acgs',
        sandbox: false,
        verbose: true,
        route: '/cluster',
      },
    );
    expect(readLaunch(['--sandbox'])).toEqual({ ...nothing, sandbox: true });
  });

  it('leaves alone what is Chromium’s or the desktop’s', () => {
    expect(readLaunch(['.', '--no-sandbox', '--remote-debugging-port=0', '--lang=de', '-psn_0_1'])).toEqual(
      nothing,
    );
  });

  it('takes an option without its value for left out', () => {
    expect(readLaunch(['--profile'])).toEqual(nothing);
  });
});
