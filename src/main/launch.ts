import { parseArgs } from 'node:util';
import { deepLinkIn, type Route } from './panels.ts';

/** What the application was started with. */
export interface Launch {
  profile: string | undefined;
  data: string | undefined;
  sandbox: boolean;
  verbose: boolean;
  /** The link that started it. */
  route: Route | null;
}

/**
 * Reads the application's own arguments, as the command line has them. Others are Chromium's or the
 * desktop's and are none of our business.
 */
export function readLaunch(argv: readonly string[]): Launch {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      profile: { type: 'string' },
      data: { type: 'string' },
      sandbox: { type: 'boolean' },
      verbose: { type: 'boolean' },
    },
  });
  const text = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);
  return {
    profile: text(values.profile),
    data: text(values.data),
    sandbox: values.sandbox === true,
    verbose: values.verbose === true,
    route: deepLinkIn(argv),
  };
}
