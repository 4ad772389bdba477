import { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';
import type { StoredApproval } from '../../store/approvals/index.ts';

/** A request, and its decision when there is one, as it travels between control centers. */
const FORMAT = 'approval 1';
const MOST_BYTES = 16_000_000;

const file = z.strictObject({
  acgs: z.string(),
  request: z.string(),
  requestSignature: z.string(),
  decision: z.string().nullable(),
  decisionSignature: z.string().nullable(),
});
type Travelling = Omit<z.infer<typeof file>, 'acgs'>;

/** The signed texts are carried as texts, so that nothing on the way can write them another way. */
export function writeTravelling(approval: StoredApproval): string {
  const { request, requestSignature, decision, decisionSignature } = approval;
  const carried = { acgs: FORMAT, request, requestSignature, decision, decisionSignature };
  return `${JSON.stringify(carried, null, 2)}\n`;
}

/** @throws OperatorError `usage` for what is no such file, or cut off, or from a newer version */
export function readTravelling(text: string): Travelling {
  if (text.length > MOST_BYTES) throw new OperatorError('usage', 'This file is too large for an approval');
  const read = jsonOf(text);
  const format = z.looseObject({ acgs: z.string().startsWith('approval ') }).safeParse(read);
  if (!format.success) {
    throw new OperatorError('usage', 'This is no approval, or not all of it', {
      hint: 'Make it with acgs approvals export, and bring the whole file.',
    });
  }
  if (format.data.acgs !== FORMAT) {
    throw new OperatorError('usage', `This approval is of another version (${format.data.acgs})`, {
      hint: 'Update this control center.',
    });
  }
  const parsed = file.safeParse(read);
  if (parsed.success) return parsed.data;
  throw new OperatorError('usage', 'This approval is damaged: it has not the fields of one', {
    hint: 'Export it again.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
