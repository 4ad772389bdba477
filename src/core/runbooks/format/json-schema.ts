import { z } from 'zod';
import { runbookSchema } from './schema.ts';

/** The JSON schema of a runbook, for editors and for `resources/schemas/runbook-v1.schema.json`. */
export function runbookJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(runbookSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 'Runbook of the ACGS Control Center',
    description: 'A procedure, step by step. It names where a secret is kept and never holds one.',
    ...rest,
  };
}
