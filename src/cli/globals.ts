import { flag, list, number, text, type ValuesOf } from './options.ts';

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS = {
  profile: text('--profile <file>', 'what to watch and how to get there (or ACGS_PROFILE)'),
  data: text('--data <dir>', 'the local store (or ACGS_DATA)'),
  sandbox: flag('--sandbox', 'run against a sandbox started for this command'),
  fault: list('--fault <name>', 'start the sandbox with this fault; may be repeated'),
  pods: number('--pods <n>', 'how many pods the sandbox runs', { min: 1, max: 50_000, whole: true }),
  json: flag('--json', 'one JSON document on standard output'),
  yes: flag('--yes', 'answer confirmations with yes'),
  confirm: text('--confirm <name>', 'confirm a destructive act by the name it concerns'),
  operator: text('--operator <name>', 'log in as this operator for the command (or ACGS_OPERATOR)'),
  readOnly: flag('--read-only', 'refuse every change'),
  timeScale: number('--time-scale <n>', 'run faster than life; sandbox profiles only', {
    min: 1,
    max: 100_000,
    whole: false,
  }),
  verbose: flag('--verbose', 'log to standard error, and show where errors come from'),
};

export type Globals = ValuesOf<typeof GLOBAL_OPTIONS>;
