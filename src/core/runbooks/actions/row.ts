import type { z } from 'zod';
import type { Risk } from '../../operate/operation.ts';

/** What is known of an action: see `KnownAction`. */
type Row = readonly [
  title: string,
  risk: Risk,
  input: z.ZodType,
  output: z.ZodType,
  kind?: 'check' | 'look' | 'asks',
];

/** By the names of the actions. */
export type Rows = Readonly<Record<string, Row>>;
